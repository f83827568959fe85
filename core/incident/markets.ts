import type { Look, Market } from '../../shared/incident.ts';
import type { Account } from '../account/account.ts';
import { type KeyScope, scopedId } from '../convene/server-scope.ts';

/** An organization of some server, as an incident or a connection names it. */
export interface Place extends KeyScope {
  readonly name: string;
}

export const marketIdOf = ({ server, organizationId }: KeyScope): string => scopedId(server, organizationId);

const notYet: Look = { state: 'waiting' };

/**
 * Every organization of whoever is signed in, the chosen one first, and `others` that this computer knows of: nobody may be
 * signed in there.
 */
export function marketsOf(account: Pick<Account, 'view'>, others: readonly Place[]): Market[] {
  const now = account.view();
  const own =
    now.state === 'signed-in'
      ? [...now.organizations]
          .sort(
            (one, other) => Number(other.id === now.organizationId) - Number(one.id === now.organizationId),
          )
          .map(({ id, name, admins }) =>
            marketAt(
              { server: now.server.address, organizationId: id, name },
              // Who may not themselves has to ask another.
              admins?.filter(({ email }) => email !== now.person.email),
            ),
          )
      : [];
  const markets = new Map(own.map((market) => [market.id, market]));
  for (const other of others) {
    const market = marketAt(other);
    if (!markets.has(market.id)) markets.set(market.id, market);
  }
  return [...markets.values()];
}

const marketAt = (place: Place, admins: Market['admins'] = []): Market => ({
  id: marketIdOf(place),
  server: place.server,
  organizationId: place.organizationId,
  name: place.name,
  keys: notYet,
  sessions: notYet,
  admins,
});
