import { failure } from '../../shared/failure.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import type { Connections } from '../connections/connections.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { CardFacts } from './card.ts';
import type { Incidents } from './incidents.ts';
import { marketIdOf } from './markets.ts';

interface Deps {
  readonly account: Pick<Account, 'view'>;
  readonly connections: Pick<Connections, 'list' | 'server'>;
  readonly incidents: Pick<Incidents, 'assets'>;
}

type Facts = Omit<CardFacts, 'now'>;

/** What the emergency card says: all markets of who is signed in; with a pasted key, its market and what is held here. */
export async function cardFacts(deps: Deps): Promise<Result<Facts>> {
  const now = deps.account.view();
  if (now.state === 'pasted-key') return ok(await pastedKeyFacts(deps, now));
  const assets = await deps.incidents.assets();
  if (!assets.ok) return assets;
  if (now.state !== 'signed-in') return failed(failure('signed-out'));
  const { devices, markets } = assets.value;
  return ok({
    devices,
    markets: markets.map(({ id, name, server, keys }) => ({
      id,
      name,
      server,
      isPartly: keys.state !== 'looked',
    })),
  });
}

/** A key can't list the others: those of this computer's connections are known, and how the pasted one ends. */
async function pastedKeyFacts(
  { connections }: Deps,
  { server, organization, tokenHint }: Extract<ReturnType<Account['view']>, { state: 'pasted-key' }>,
): Promise<Facts> {
  const marketId = marketIdOf({ server: server.address, organizationId: organization.id });
  const listed = await connections.list();
  const names = new Map<string, string>();
  for (const one of listed.ok ? listed.value : []) {
    const its = await connections.server(one);
    const isHere =
      one.organizationId === organization.id && its !== undefined && isSameServer(its, server.address);
    if (isHere) names.set(one.tokenHint, one.keyName);
  }
  if (!names.has(tokenHint)) names.set(tokenHint, 'The key that was pasted into Convene Companion');
  return {
    markets: [{ id: marketId, name: organization.name, server: server.address, isPartly: true }],
    devices: [...names].map(([hint, name]) => ({
      device: parseKeyName(name)?.device ?? null,
      keys: [{ marketId, name, tokenHint: hint }],
    })),
  };
}
