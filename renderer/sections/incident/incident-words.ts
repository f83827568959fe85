import type { ContainmentItem, IncidentView } from '../../../shared/incident.ts';
import { areKeysKnown, untouchedKeys } from '../../../shared/incident-count.ts';
import { parseKeyName } from '../../../shared/keys/key-name.ts';
import { asOfText, formatDay, formatMoment, timeText } from '../../../shared/wording/dates.ts';
import { marketNames } from '../../../shared/wording/incident-markets.ts';
import { capitalized, counted, inWords, listed } from '../../../shared/wording/numbers.ts';
import { type IncidentProgress, progressOf } from '../../common/incident-progress.ts';

const quoted = (name: string): string => `“${name}”`;

/** The answer: `Volunteer laptop: three keys are dead, one may still work.` */
export function incidentTitle(incident: IncidentView): string {
  const progress = progressOf(incident);
  const [only] = incident.items;
  if (incident.kind === 'leak' && incident.items.length === 1 && only?.what === 'key')
    return `${quoted(only.name)} ${oneKeyWords(progress, only)}`;
  const state = `${stateWords(progress, incident)}${unknownWords(progress, incident)}`;
  const device = incident.device;
  return device ? `${device}: ${state}.` : `${capitalized(state)}.`;
}

function oneKeyWords(
  { keys }: IncidentProgress,
  { name, connectionId, replacedBy }: ContainmentItem,
): string {
  if (keys.dead === 0) return keys.asked > 0 ? 'is being revoked.' : 'may still work.';
  if (replacedBy) return 'is revoked and replaced.';
  const here = connectionId === undefined ? undefined : parseKeyName(name)?.assistant;
  return here === undefined ? 'is revoked.' : `is revoked. ${here} here needs a new one.`;
}

function stateWords({ keys, sessions }: IncidentProgress, incident: IncidentView): string {
  if (keys.all === 0) return sessionWords(sessions);
  if (keys.dead === keys.all) {
    const dead = areKeysKnown(incident)
      ? allDeadWords(keys.all, marketsOfKeys(incident))
      : `${counted(keys.all, 'key')} ${isOrAre(keys.all)} dead`;
    if (sessions.unsure > 0) return `${dead}, but it may still be signed in`;
    return sessions.asked > 0 ? `${dead}, and it is being signed out` : dead;
  }
  const parts = [
    ...(keys.dead > 0 ? [`${counted(keys.dead, 'key')} ${isOrAre(keys.dead)} dead`] : []),
    ...(keys.unsure > 0 ? [partOf(keys.unsure, keys.dead > 0, 'may still work')] : []),
    ...(keys.asked > 0
      ? [partOf(keys.asked, keys.dead + keys.unsure > 0, `${isOrAre(keys.asked)} being revoked`)]
      : []),
  ];
  return parts.join(', ');
}

/** After the first number, the noun goes without saying. */
const partOf = (count: number, after: boolean, words: string): string =>
  `${after ? inWords(count) : counted(count, 'key')} ${words}`;

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

function allDeadWords(all: number, markets: number): string {
  if (all === 1) return 'its one key is dead';
  const where = markets < 2 ? '' : ` in ${markets === 2 ? 'both' : `all ${inWords(markets)}`} markets`;
  return `${all === 2 ? 'both keys' : `all ${inWords(all)} keys`} are dead${where}`;
}

const marketsOfKeys = ({ items }: IncidentView): number =>
  new Set(items.filter(({ what }) => what === 'key').map(({ marketId }) => marketId)).size;

/** Whatever isn't known, said together with what is: there may be more. */
function unknownWords({ keys, sessions }: IncidentProgress, { kind, markets }: IncidentView): string {
  // What may still work is said already, and stands first.
  if (kind === 'leak' || keys.unsure > 0) return '';
  const asked = markets.filter((market) => market.keys.state === 'waiting');
  if (asked.length > 0)
    return `, and ${marketNames(asked)} ${isOrAre(asked.length)}${asked.some(({ keys: its }) => its.failure) ? ' not looked at yet' : ' being looked at'}`;
  const closed = markets.filter((market) => market.keys.state === 'not-allowed');
  if (closed.length > 0) return `, and an admin has to look at ${marketNames(closed)}`;
  const isDone = keys.dead === keys.all && sessions.asked + sessions.unsure === 0;
  if (!isDone || markets.every((market) => market.sessions.state === 'looked')) return '';
  return markets.some((market) => market.sessions.state === 'waiting' && !market.sessions.failure)
    ? ''
    : ', but others may be signed in on it';
}

function sessionWords({ unsure, asked }: IncidentProgress['sessions']): string {
  if (unsure > 0) return 'it may still be signed in';
  return asked > 0 ? 'it is being signed out' : 'it is signed out';
}

/** When it began, and since when it is surely known. */
export function incidentSince(incident: IncidentView, now: Date): string {
  const opened = new Date(incident.openedAt);
  const reported = incident.kind === 'device' ? 'You reported it lost' : 'You reported it';
  const begun = `${reported} at ${asOfText(opened, now)}.`;
  if (incident.lastTrustedAt === null) return begun;
  const trusted = asOfText(new Date(incident.lastTrustedAt), now);
  return incident.kind === 'device'
    ? `You last had it at ${trusted}. ${begun}`
    : `It was surely yours until ${trusted}. ${begun}`;
}

/** One line among earlier incidents: what it was, and how it ended. */
export function historyLine(incident: IncidentView, now: Date): { name: string; detail: string } {
  const { keys } = progressOf(incident);
  const opened = formatDay(new Date(incident.openedAt), now);
  const revoked = `${counted(keys.dead, 'key')} revoked`;
  const ended =
    incident.closedAt === null ? 'still open' : `closed ${formatMoment(new Date(incident.closedAt), now)}`;
  return { name: incidentName(incident), detail: `${opened}. ${capitalized(revoked)}, ${ended}.` };
}

/** What an incident is about, without how far it is. */
export function incidentName({ device, items }: IncidentView): string {
  if (device) return `${device}, lost`;
  const keys = items.filter(({ what }) => what === 'key');
  const [only] = keys;
  if (keys.length === 1 && only) return `${quoted(only.name)}, leaked`;
  return `${capitalized(counted(keys.length, 'leaked key'))}`;
}

/** `Two keys, and the Companion is signed in.` */
export const deviceHoldsWords = (keys: number, sessions: number): string => {
  if (sessions === 0) return keys === 0 ? 'Nothing works on it.' : `${capitalized(counted(keys, 'key'))}.`;
  return keys === 0
    ? 'The Companion is signed in.'
    : `${capitalized(counted(keys, 'key'))}, and the Companion is signed in.`;
};

export interface Confirmation {
  readonly title: string;
  readonly consequences: string;
  readonly yes: string;
}

/** The one question before it begins. It names what stops working, and what goes on. */
export function leakConfirmation(names: readonly string[], market: string): Confirmation {
  const [first] = names;
  return {
    title:
      names.length === 1 && first !== undefined
        ? `Revoke ${quoted(first)}?`
        : `Revoke ${counted(names.length, 'key')}?`,
    consequences: `${names.length === 1 ? 'It stops' : 'They stop'} working at once and can’t be brought back. Whatever uses ${names.length === 1 ? 'it' : 'them'} can’t reach ${market} until it is given a new key. Your other keys keep working.`,
    yes: names.length === 1 ? 'Revoke this key' : `Revoke ${counted(names.length, 'key')}`,
  };
}

export function deviceConfirmation(parts: {
  device: string;
  thisOne: boolean;
  keys: number;
  sessions: number;
  /** Where it is looked for. */
  markets: readonly string[];
}): Confirmation {
  const { device, thisOne, keys, sessions, markets } = parts;
  const stops = keys > 0 ? `Its keys stop working at once and can’t be brought back. ` : '';
  const signsOut = sessions > 0 ? 'The Companion on it is signed out, so nobody can make keys from it. ' : '';
  const here = thisOne ? 'That is the computer you’re using: you’ll be signed out here, last of all. ' : '';
  return {
    title: `Cut ${device} off from ${listed(markets)}?`,
    consequences: `${stops}${signsOut}${here}Your other devices go on as before.`,
    yes:
      keys === 0 ? 'Sign it out' : `Revoke ${counted(keys, 'key')}${sessions > 0 ? ' and sign it out' : ''}`,
  };
}

/** What the last-trusted question asks. */
export const trustQuestion = ({ kind }: Pick<IncidentView, 'kind'>): string =>
  kind === 'device' ? 'When did you last have it?' : 'When was it last surely only yours?';

/** What stays safe whatever somebody did with a key. Source: Convene’s help, “What a leaked key cannot do”. */
export const safeWords = ({ kind, markets }: Pick<IncidentView, 'kind' | 'markets'>): string[] => {
  const others = untouchedKeys({ markets });
  return [
    'Your login and password',
    'Signing in to the website as you',
    'Stripe and your billing settings',
    // A lost device may hold keys of all of the person's markets.
    ...(kind === 'leak' ? ['Every other organization on Convene'] : []),
    ...(others > 0 ? [`Your other ${counted(others, 'key')}`] : []),
  ];
};

/** Where keys of it worked. */
export const touchedMarkets = ({ items, markets }: IncidentView): string => {
  const touched = markets.filter(({ id }) =>
    items.some(({ what, marketId }) => what === 'key' && marketId === id),
  );
  return marketNames(touched.length > 0 ? touched : markets);
};

/** What a key reaches while it works. Source: Convene’s help on keys, and Convene's REST API. */
export const touchedWords = (market: string): string[] => [
  `Applications and bookings of ${market}: reading, approving, changing`,
  'Payment reminders to vendors, and their credits',
  'Names and contact details of your vendors',
];

/** Where the key was, and what to do there with its successor. */
export function replaceWords({ name }: Pick<ContainmentItem, 'name'>): { title: string; place: string } {
  const parts = parseKeyName(name);
  if (!parts) return { title: quoted(name), place: 'Put it where the old one was.' };
  const { assistant, device } = parts;
  return { title: `${assistant} on ${device}`, place: `Put it into ${assistant} on ${device}.` };
}

/** `2 keys revoked`, said aloud when Convene confirmed more of them. */
export function settledWords(settled: readonly ContainmentItem[]): string {
  const keys = settled.filter(({ what }) => what === 'key').map(({ name }) => name);
  const sessions = settled.filter(({ what }) => what === 'session').map(({ name }) => name);
  const [key] = keys;
  const parts = [
    ...(keys.length === 1 && key !== undefined ? [`${quoted(key)} is revoked.`] : []),
    ...(keys.length > 1 ? [`${capitalized(counted(keys.length, 'key'))} are revoked.`] : []),
    ...(sessions.length > 0
      ? [`${listed(sessions)} ${sessions.length === 1 ? 'is' : 'are'} signed out.`]
      : []),
  ];
  return parts.join(' ');
}

/** `next in 6 seconds`; nothing where no next try is planned. */
export function nextTryWords(nextTryAt: string | undefined, now: Date): string {
  if (nextTryAt === undefined) return '';
  const seconds = Math.ceil((new Date(nextTryAt).getTime() - now.getTime()) / 1_000);
  if (seconds <= 0) return 'now';
  if (seconds < 90) return `next in ${counted(seconds, 'second')}`;
  return `next at ${timeText(new Date(nextTryAt))}`;
}
