import type { ContainmentItem, IncidentMarket } from '../../../shared/incident.ts';
import { formatExactTime } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { counted } from '../../../shared/wording/numbers.ts';
import {
  noAnswerWords,
  proofWords,
  stillWorksWords,
  treatAsLive,
} from '../../../shared/wording/revocation.ts';

const exact = (at: string): string => formatExactTime(new Date(at));

export const itemName = ({ what, name }: Pick<ContainmentItem, 'what' | 'name'>): string =>
  what === 'session' ? `Convene Companion on ${name}` : name;

/** What the alarm over an item says first. */
export function alarmTitle(item: ContainmentItem): string {
  const name = itemName(item);
  switch (item.status) {
    case 'still-accepted':
      return `Still works: ${name}`;
    case 'refused':
    case 'waiting':
      return item.what === 'session' ? `Not signed out yet: ${name}` : `Not revoked yet: ${name}`;
    default:
      return `Not confirmed: ${name}`;
  }
}

/** What happened to it, and how to treat it, which stands out. */
export function alarmWords(item: ContainmentItem): { happened: string; live: string; todo: string } {
  const live = item.what === 'session' ? 'Treat it as signed in.' : treatAsLive;
  const { failure } = item;
  if (item.status === 'still-accepted') {
    const { title, happened, todo } = stillWorksWords(failure?.at ?? item.triedAt, item.tokenHint);
    return { happened: `${title} ${happened}`, live, todo };
  }
  const isClear = failure?.code !== 'offline' && failure?.code !== 'timed-out';
  if (!failure || (item.status === 'not-confirmed' && !isClear))
    return { happened: noAnswerWords(failure?.code, item.triedAt), live, todo: '' };
  const { title, todo } = failureMessage(failure);
  return { happened: title, live, todo };
}

/** Why several wait, where it is the same for all. */
export function commonReason(items: readonly ContainmentItem[]): string {
  const titles = new Set(items.map(({ failure }) => (failure ? failureMessage(failure).title : '')));
  const [only] = titles;
  return titles.size === 1 && only !== undefined ? only : '';
}

/** When the next of several is tried; undefined where none is planned. */
export const earliestTry = (items: readonly ContainmentItem[]): string | undefined =>
  items
    .flatMap(({ nextTryAt }) => (nextTryAt === undefined ? [] : [nextTryAt]))
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0];

/** What stands under an item's name: which proof there is, and what was tried since. */
export function itemDetail(item: ContainmentItem, refusedSince = 0): string {
  const whose = item.person ? `${item.person.name}’s. ` : '';
  const hint = `${item.tokenHint ? `${item.tokenHint}. ` : ''}${whose}`;
  switch (item.status) {
    case 'done':
      return item.what === 'session'
        ? `${whose}Nobody can manage keys from it any more.`
        : `${hint}${proofWords(item.proof)}${refusedWords(refusedSince)}${replacedWords(item)}`;
    case 'working':
      return `${hint}We’re asking Convene.`;
    case 'waiting':
      return `${hint}${item.failure ? 'We ask again as soon as we can.' : 'It is next.'}`;
    case 'refused':
      return `${hint}${item.failure ? failureMessage(item.failure).title : 'Convene refused.'}`;
    case 'still-accepted':
      return `${hint}Convene says revoked, and yet accepts it.`;
    case 'not-confirmed':
      return `${hint}Convene hasn’t answered.`;
  }
}

const refusedWords = (count: number): string =>
  count === 0
    ? ''
    : ` Somebody tried it ${count === 1 ? 'once' : counted(count, 'time')} since and was refused.`;

const replacedWords = ({ replacedBy }: ContainmentItem): string =>
  replacedBy ? ` A key ending in ${replacedBy.tokenHint} took its place.` : '';

/** How far a market is, beside its name. Nothing is called confirmed that wasn’t looked at. */
export function marketCount(market: IncidentMarket, items: readonly ContainmentItem[]): string {
  const done = items.filter(({ status }) => status === 'done').length;
  if (items.length > 0) return `${done} of ${items.length} confirmed`;
  if (market.keys.state === 'looked')
    return market.sessions.state === 'waiting' ? 'no keys of it here' : 'nothing of it here';
  if (market.keys.state === 'not-allowed') return 'not looked at';
  return market.keys.failure ? 'not looked at yet' : 'being looked at';
}

/** The word beside the sign, with the time where Convene gave one. */
export function itemState(item: ContainmentItem): { words: string; time: string } {
  const time = item.settledAt ? exact(item.settledAt) : '';
  switch (item.status) {
    case 'done':
      return { words: item.what === 'session' ? 'Signed out' : 'Revoked', time };
    case 'working':
      return { words: item.what === 'session' ? 'Signing out' : 'Revoking', time: '' };
    case 'waiting':
      if (!item.failure) return { words: 'Next', time: '' };
      return { words: item.what === 'session' ? 'Not signed out yet' : 'Not revoked yet', time: '' };
    case 'still-accepted':
      return { words: 'Still works', time: '' };
    case 'refused':
      return { words: 'Not revoked', time: '' };
    case 'not-confirmed':
      return { words: 'Not confirmed', time: '' };
  }
}
