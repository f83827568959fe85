import type { ContainmentItem, IncidentView, Market } from './incident.ts';

/** Nothing of it is still to be asked; a clear no is an answer. */
export const isLookedThrough = ({ keys, sessions }: Pick<Market, 'keys' | 'sessions'>): boolean =>
  keys.state !== 'waiting' && sessions.state !== 'waiting';

/** Whether nothing is still to be found: only a lost device is looked for. */
export const isFoundOut = ({ kind, markets }: Pick<IncidentView, 'kind' | 'markets'>): boolean =>
  kind === 'leak' || markets.every(isLookedThrough);

/** Whether all keys of it are known: where this person may not look, somebody else has to. */
export const areKeysKnown = ({ kind, markets }: Pick<IncidentView, 'kind' | 'markets'>): boolean =>
  kind === 'leak' || markets.every(({ keys }) => keys.state === 'looked');

/** What isn't confirmed in all that is going on: the number on the tab and in the tray. */
export const countUnconfirmed = (incidents: readonly IncidentView[]): number =>
  incidents
    .filter(({ closedAt }) => closedAt === null)
    .reduce((sum, incident) => sum + openParts(incident), 0);

/** Keys and sessions without Convene's word, and markets that weren't looked through yet. */
export const openParts = ({ kind, items, markets }: IncidentView): number =>
  items.filter(({ status }) => status !== 'done').length +
  (kind === 'leak' ? 0 : markets.filter((market) => !isLookedThrough(market)).length);

/** One word for one key or session: ids alone may be equal in two markets. */
export const itemKey = ({ what, marketId, id }: Pick<ContainmentItem, 'what' | 'marketId' | 'id'>): string =>
  `${what} ${marketId} ${id}`;

/** Working keys that nothing is said of, in all markets that were looked through. */
export const untouchedKeys = ({ markets }: Pick<IncidentView, 'markets'>): number =>
  markets.reduce((sum, market) => sum + market.untouchedKeys, 0);
