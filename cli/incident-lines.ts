import { outcomeOf } from '../core/incident/report.ts';
import type { ContainmentItem, IncidentMarket, IncidentView } from '../shared/incident.ts';
import { areKeysKnown, isFoundOut } from '../shared/incident-count.ts';
import { parseKeyName } from '../shared/keys/key-name.ts';
import { formatExactTime, formatMoment, relativeDayText } from '../shared/wording/dates.ts';
import { failureMessage } from '../shared/wording/failures.ts';
import { marketGap, marketNames } from '../shared/wording/incident-markets.ts';
import { passwordFirst } from '../shared/wording/incident-report.ts';
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
    `${titleOf(incident)} (${marketNames(incident.markets)}, ${formatMoment(new Date(incident.openedAt), now)})`,
    ...(incident.kind === 'device' ? [passwordFirst] : []),
    ...incident.markets.flatMap((market) => marketLines(incident, market, now)),
    ...(open.length > 0 || !isFoundOut(incident) ? openLines(open, keysPage) : []),
    ...createdSinceLines(incident, now),
    ...alikeLines(incident),
  ];
}

/** `1f3a9c02  Lost device: Volunteer laptop (Quince Street Market, today, 9:41): closed`. */
export function listLine(incident: IncidentView, now: Date): string {
  const state = incident.closedAt !== null ? 'closed' : stateOf(incident);
  const opened = formatMoment(new Date(incident.openedAt), now);
  return `${incident.id.slice(0, 8)}  ${titleOf(incident)} (${marketNames(incident.markets)}, ${opened}): ${state}`;
}

function stateOf(incident: IncidentView): string {
  const open = incident.items.filter(({ status }) => status !== 'done').length;
  if (open > 0) return `${counted(open, 'part')} not confirmed`;
  return isFoundOut(incident) && areKeysKnown(incident) ? 'all confirmed' : 'not looked at everywhere';
}

/** What was cut off in a market, and what isn't known of it. One market alone needs no heading. */
function marketLines(incident: IncidentView, market: IncidentMarket, now: Date): string[] {
  const items = incident.items.filter(({ marketId }) => marketId === market.id);
  const done = items.filter(({ status }) => status === 'done').length;
  const gap = incident.kind === 'device' ? marketGap(market, incident.device) : undefined;
  const found = items.length > 0 ? `${done} of ${items.length} confirmed` : 'nothing of it found';
  return [
    ...(incident.markets.length > 1 && (items.length > 0 || !gap) ? [`${market.name}: ${found}`] : []),
    ...items.flatMap((item) => itemLines(item, now)),
    ...(gap ? [`${gap.open ? '✗' : '!'} ${gap.title}`, `    ${gap.detail}`] : []),
  ];
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
  const whose = [
    ...(item.person ? [`    ${item.person.name} (${item.person.email})`] : []),
    ...(item.replacedBy ? [`    Replaced by “${item.replacedBy.name}” (${item.replacedBy.tokenHint})`] : []),
  ];
  return item.status !== 'done' && item.failure
    ? [line, ...whose, `    ${failureMessage(item.failure).title}`]
    : [line, ...whose];
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

function createdSinceLines(
  { createdSince: { keys, sessions, maybeOwn } }: IncidentView,
  now: Date,
): string[] {
  if (keys.length + sessions.length === 0) return [];
  const notHere = maybeOwn ? '. What was made from here can’t be told apart' : ', and not from here';
  return [
    `${counted(keys.length, 'key')} and ${counted(sessions.length, 'sign-in')} came since${notHere}. If nobody of you made it, cut it off too:`,
    ...keys.map(
      ({ id, name, tokenHint, createdAt, person }) =>
        `! “${name}” (${tokenHint}), made${by(person)} ${formatMoment(new Date(createdAt), now)}: incident leak ${id}`,
    ),
    ...sessions.map(
      ({ deviceName, createdAt, person }) =>
        `! Convene Companion on ${deviceName}, signed in${by(person)} ${formatMoment(new Date(createdAt), now)}: incident device ${JSON.stringify(deviceName)}`,
    ),
  ];
}

const by = (person: ContainmentItem['person']): string => (person ? ` by ${person.name}` : '');

/** One line for each device: what is on it is cut off as any lost device. */
function alikeLines({ alike: { keys, sessions } }: IncidentView): string[] {
  const devices = new Set([
    ...keys.flatMap(({ name }) => parseKeyName(name)?.device ?? []),
    ...sessions.map(({ deviceName }) => deviceName),
  ]);
  if (devices.size === 0) return [];
  return [
    'Left alone, because the name only looks alike. If it is the same device, cut it off too:',
    ...[...devices].map((device) => `! ${device}: incident device ${JSON.stringify(device)}`),
  ];
}
