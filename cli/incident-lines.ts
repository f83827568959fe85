import { outcomeOf } from '../core/incident/report.ts';
import type { ContainmentItem, IncidentView } from '../shared/incident.ts';
import { formatExactTime, formatMoment, relativeDayText } from '../shared/wording/dates.ts';
import { failureMessage } from '../shared/wording/failures.ts';
import { counted } from '../shared/wording/numbers.ts';
import { outcomeWords, sessionOutcomeWords } from '../shared/wording/revocation.ts';

interface Around {
  readonly now: Date;
  /** Where keys are revoked by hand, from any phone. */
  readonly keysPage: string;
}

/** An incident with every part of it, what to do about the open ones, and what was made since. */
export function incidentLines(incident: IncidentView, { now, keysPage }: Around): string[] {
  const open = incident.items.filter(({ status }) => status !== 'done');
  return [
    `${titleOf(incident)} (${incident.organizationName}, ${formatMoment(new Date(incident.openedAt), now)})`,
    ...incident.items.flatMap((item) => itemLines(item, now)),
    ...(open.length > 0 ? openLines(open, keysPage) : []),
    ...createdSinceLines(incident, now),
  ];
}

/** `1f3a9c02  Lost device: Volunteer laptop (Quince Street Market, today, 9:41): closed`. */
export function listLine(incident: IncidentView, now: Date): string {
  const open = incident.items.filter(({ status }) => status !== 'done').length;
  const state =
    incident.closedAt !== null
      ? 'closed'
      : open > 0
        ? `${counted(open, 'part')} not confirmed`
        : 'all confirmed';
  const opened = formatMoment(new Date(incident.openedAt), now);
  return `${incident.id.slice(0, 8)}  ${titleOf(incident)} (${incident.organizationName}, ${opened}): ${state}`;
}

/** What is cut off, as it is asked about and as it stands in the list. */
export const assetLine = ({ what, name, tokenHint }: Pick<ContainmentItem, 'what' | 'name' | 'tokenHint'>) =>
  what === 'session' ? `Convene Companion on ${name}` : `“${name}”${tokenHint ? ` (${tokenHint})` : ''}`;

const titleOf = ({ kind, device }: IncidentView): string =>
  kind === 'device' ? `Lost device: ${device ?? 'without a name'}` : 'Leaked key';

function itemLines(item: ContainmentItem, now: Date): string[] {
  const words = (item.what === 'session' ? sessionOutcomeWords : outcomeWords)[outcomeOf(item)];
  const settled = item.status === 'done' && item.settledAt ? new Date(item.settledAt) : undefined;
  const when = settled ? ` (${relativeDayText(settled, now)}, ${formatExactTime(settled)})` : '';
  const line = `${item.status === 'done' ? '✓' : '✗'} ${assetLine(item)}: ${words}${when}`;
  return item.status !== 'done' && item.failure
    ? [line, `    ${failureMessage(item.failure).title}`]
    : [line];
}

function openLines(open: readonly ContainmentItem[], keysPage: string): string[] {
  const keys = open.filter(({ what }) => what === 'key');
  return [
    'Not everything is confirmed. To ask Convene again: convene-companion incident status',
    ...(keys.length > 0
      ? [`Or revoke ${keys.length === 1 ? 'it' : 'them'} by hand, from any phone: ${keysPage}`]
      : []),
  ];
}

function createdSinceLines({ createdSince: { keys, sessions } }: IncidentView, now: Date): string[] {
  if (keys.length + sessions.length === 0) return [];
  return [
    `${counted(keys.length, 'key')} and ${counted(sessions.length, 'sign-in')} came since under your name, and not from here. If one isn’t yours, cut it off too:`,
    ...keys.map(
      ({ id, name, tokenHint, createdAt }) =>
        `! “${name}” (${tokenHint}), made ${formatMoment(new Date(createdAt), now)}: incident leak ${id}`,
    ),
    ...sessions.map(
      ({ deviceName, createdAt }) =>
        `! Convene Companion on ${deviceName}, signed in ${formatMoment(new Date(createdAt), now)}: incident device ${JSON.stringify(deviceName)}`,
    ),
  ];
}
