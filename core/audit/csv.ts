import type { AuditEventView } from '../../shared/audit/view.ts';

/**
 * The mark at the start by which Excel knows UTF-8; without it "Büro" opens as "BÃ¼ro". The file is for people with a
 * spreadsheet; for programs there is JSON.
 */
export const byteOrderMark = '\uFEFF';

/** What a spreadsheet would take for a formula (OWASP, CSV injection), wide forms of the signs included. */
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const needsQuotes = /[",\r\n]/;

function cell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One record by RFC 4180, with its line break. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

export const csvHead = csvLine([
  'time',
  'actor_kind',
  'actor',
  'actor_id',
  'action',
  'resource_kind',
  'resource_id',
  'address',
  'outcome',
  'id',
]);

export const csvEvent = ({ id, at, actor, action, resource, ip, outcome }: AuditEventView): string =>
  csvLine([at, actor.kind, actor.name, actor.id, action, resource.kind, resource.id, ip ?? '', outcome, id]);
