import type { AuditEventView } from '../../shared/audit/view.ts';

/**
 * The mark at the start by which Excel knows UTF-8; without it "Büro" opens as "BÃ¼ro". The file is for people with a
 * spreadsheet; for programs there is JSON.
 */
export const byteOrderMark = '\uFEFF';

/** By which a formula begins (OWASP, CSV injection), wide forms included. */
const signs = String.raw`[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]`;
const formula = new RegExp(String.raw`^(?=[\p{C}\p{Z}\s"]*${signs})`, 'u');
/**
 * What another separator would make the start of a cell with a formula: Excel splits at what the person's region says
 * (`;`, tab), whatever stands in quotes. No such cell may begin with a quote either, also not with the one at the end of ours:
 * readers don't agree where it would end.
 */
const formulaAfterSplit = new RegExp(String.raw`[;|\t](?=[\p{C}\p{Z}\s]*(?:"|$|${signs}))`, 'gu');
/** They would begin a row for whoever splits at another separator, because the quotes around them mean nothing there. */
const lineBreaks = /[\n\v\f\r\u0085\u2028\u2029]+/g;
const needsQuotes = /[",]/;

function cell(text: string): string {
  const harmless = text.replace(lineBreaks, ' ').replace(formulaAfterSplit, "$&'").replace(formula, "'");
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
