/**
 * What can be found again while files of ours can't be read: secrets in the keychain, our entries in the programs' settings, and
 * what Convene lists as made by this person for this computer. What isn't found may live on all the same.
 */
import { type ClientId, cachesSettings, clientIds } from '../shared/clients.ts';
import type { WireKey } from '../shared/convene/wire.ts';
import { isSameDevice } from '../shared/keys/device-name.ts';
import { parseKeyName } from '../shared/keys/key-name.ts';
import type { MayLive } from '../shared/may-live.ts';
import { ok, type Result } from '../shared/result.ts';
import { tokenHint } from '../shared/tokens.ts';
import type { Account, SignedIn } from './account/account.ts';
import type { ClientProcess } from './clients/claude-desktop/processes.ts';
import type { ClientAdapter } from './clients/client-adapter.ts';
import { type HeldToken, isSameServer } from './convene/held-token.ts';
import { type ConnectionSecret, readConnectionSecret } from './keychain/accounts.ts';
import type { ChildSecretStore } from './keychain/keychain-client.ts';
import type { Keys } from './keys/keys.ts';
import { keysPage, type LeftBehind } from './keys/left-behind.ts';
import type { Log } from './log.ts';
import { tryToken } from './scan/try-token.ts';
import { connectionOf } from './settings-editor/server-entry.ts';
import type { DeviceName } from './this-computer/device-name.ts';

export interface FoundAgain {
  /** Keys that are this computer's as far as can be told. */
  mayLive(): Promise<MayLive[]>;
  /** Our entries, by program. */
  entries(): Promise<readonly FoundEntry[]>;
  /**
   * Revokes the keys whose secrets are in the keychain, takes our entries out, and forgets the secrets. What couldn't be undone is
   * added to `left`; answers what may live on then.
   */
  rollBack(left: LeftBehind[]): Promise<MayLive[]>;
}

export interface FoundEntry {
  readonly client: ClientId;
  readonly path: string;
  readonly name: string;
  /** What the keychain has of its connection. */
  readonly secret: ConnectionSecret;
}

export interface FoundAgainDeps {
  readonly account: Pick<Account, 'view' | 'sessionFor'>;
  readonly keys: Pick<Keys, 'ensureRevoked' | 'noteLeft'>;
  readonly secrets: ChildSecretStore;
  readonly claude: ClientProcess;
  readonly deviceName: Pick<DeviceName, 'current'>;
  readonly log: Log;
  adapterOf(client: ClientId): ClientAdapter;
}

interface FoundSecret {
  readonly account: string;
  readonly secret: ConnectionSecret;
}

export function createFoundAgain(deps: FoundAgainDeps): FoundAgain {
  return {
    mayLive: () => mayLive(deps),
    entries: async () => entriesOf(deps, await secretsIn(deps)),
    async rollBack(left) {
      const secrets = await secretsIn(deps);
      const entries = await entriesOf(deps, secrets);
      for (const entry of entries) left.push(...(await withoutEntry(deps, entry)));
      const lists = listsOnce(deps);
      for (const one of secrets) left.push(...(await withoutKey(deps, one, lists)));
      return mayLive(deps);
    },
  };
}

/** Every connection's secret; none where the keychain doesn't answer, which the log says. */
async function secretsIn({ secrets, log }: FoundAgainDeps): Promise<FoundSecret[]> {
  const accounts = await secrets.accounts();
  if (!accounts.ok) log('secrets were not found again', { failure: accounts.error });
  const found: FoundSecret[] = [];
  for (const account of accounts.ok ? accounts.value : []) {
    if (!account.startsWith(ofConnections)) continue;
    const text = await secrets.get(account);
    const secret = text.ok && text.value !== undefined ? readConnectionSecret(text.value) : undefined;
    if (secret) found.push({ account, secret });
  }
  return found;
}

const ofConnections = 'connection:';

async function entriesOf(
  { adapterOf }: FoundAgainDeps,
  secrets: readonly FoundSecret[],
): Promise<FoundEntry[]> {
  const secretOf = new Map(
    secrets.map(({ account, secret }) => [account.slice(ofConnections.length), secret]),
  );
  const found: FoundEntry[] = [];
  for (const client of clientIds) {
    const { locate, config } = adapterOf(client);
    const located = await locate();
    const read = located.ok ? await config(located.value.path).read() : located;
    if (!located.ok || !read.ok) continue;
    for (const [name, entry] of Object.entries(read.value.servers)) {
      const secret = secretOf.get(connectionOf(entry) ?? '');
      if (secret) found.push({ client, path: located.value.path, name, secret });
    }
  }
  return found;
}

async function withoutEntry(
  { adapterOf, claude, log }: FoundAgainDeps,
  entry: FoundEntry,
): Promise<LeftBehind[]> {
  const { client, path, name } = entry;
  const state = cachesSettings(client) ? await claude.running() : ok({ running: false });
  const isFree = state.ok && !state.value.running;
  const removed = isFree ? await adapterOf(client).config(path).remove(name) : undefined;
  if (removed && !removed.ok) log('entry stays', { client, failure: removed.error });
  return removed?.ok ? [] : [{ what: 'entry', name, client }];
}

type Lists = (server: string) => Promise<readonly MarketKeys[]>;

/** A market in which this person manages keys, with its keys as Convene has them now. */
interface MarketKeys {
  readonly who: SignedIn;
  readonly keys: Result<readonly WireKey[]>;
}

/** Each market is asked once. */
function listsOnce({ account }: FoundAgainDeps): Lists {
  let all: Promise<readonly MarketKeys[]> | undefined;
  return async (server) => {
    const now = account.view();
    if (now.state !== 'signed-in' || !isSameServer(now.server.address, server)) return [];
    const mine = now.organizations.filter(({ managesKeys }) => managesKeys);
    all ??= Promise.all(
      mine.map(async ({ id }): Promise<MarketKeys[]> => {
        const who = account.sessionFor(id);
        if (!who.ok) return [];
        const listed = await who.value.convene.listKeys(id);
        return [{ who: who.value, keys: listed.ok ? ok(listed.value.keys) : listed }];
      }),
    ).then((markets) => markets.flat());
    return all;
  };
}

/** The key of a secret that nothing else tells of; a key that a person pasted is theirs, and stays. */
async function withoutKey(
  deps: FoundAgainDeps,
  { account, secret }: FoundSecret,
  lists: Lists,
): Promise<LeftBehind[]> {
  const { server, token, keyName, organizationName } = secret;
  const isOurs = token !== undefined && !keyName.startsWith(pasted);
  const isDone = !isOurs || (await revokeByToken(deps, { server, token }, await lists(server)));
  const forgotten = await deps.secrets.delete(account);
  if (!forgotten.ok) deps.log('secret stays', { failure: forgotten.error });
  return isDone ? [] : [{ what: 'key', name: keyName, market: organizationName, address: keysPage(server) }];
}

/**
 * Revokes the key of this token, told by the whole of it: others may end alike. Answers whether it works no more or is noted as
 * still to be revoked.
 */
async function revokeByToken(
  { keys, account }: FoundAgainDeps,
  held: HeldToken,
  markets: readonly MarketKeys[],
): Promise<boolean> {
  const [market] = markets;
  if (!market) return false;
  const listed = markets.map(({ who, keys: list }) => ({
    organizationId: who.organization.id,
    keys: list.ok ? list.value : undefined,
  }));
  const tried = await tryToken(market.who.convene, listed, held.token);
  if (!tried.ok) return false;
  if (tried.value.is === 'refused') return true;
  if (tried.value.is !== 'key') return false;
  const { key, organizationId } = tried.value.found;
  const who = markets.find((one) => one.who.organization.id === organizationId)?.who;
  if (!who) return false;
  const { id: keyId, name: keyName } = key;
  const proof = await keys.ensureRevoked(
    who,
    { id: keyId, name: keyName },
    { heldToken: held, missingIsFine: true },
  );
  if (proof.ok || account.view().state !== 'signed-in') return proof.ok;
  const { organization, person } = who;
  await keys.noteLeft({
    server: held.server,
    personId: person.id,
    organizationId,
    organizationName: organization.name,
    keyId,
    keyName,
  });
  return true;
}

/** How a connection names a key that the person pasted. */
const pasted = 'Pasted key ';

/** By maker, device and time, as Convene lists them; of what it doesn't list, what the keychain says. */
async function mayLive(deps: FoundAgainDeps): Promise<MayLive[]> {
  const { account, deviceName } = deps;
  const now = account.view();
  const secrets = await secretsIn(deps);
  const markets = now.state === 'signed-in' ? await listsOnce(deps)(now.server.address) : [];
  const held = new Set(
    secrets.flatMap(({ secret: { token } }) => (token === undefined ? [] : [tokenHint(token)])),
  );
  const listed = markets.flatMap(({ who, keys }) =>
    (keys.ok ? keys.value : [])
      .filter((key) => key.revoked_at === null)
      .filter((key) => held.has(key.token_hint) || isOfThisComputer(key, who, deviceName.current()))
      .map(
        ({ name, token_hint, created_at }): MayLive => ({
          name,
          market: who.organization.name,
          tokenHint: token_hint,
          createdAt: created_at,
        }),
      ),
  );
  // What Convene was asked about and doesn't list as working is gone.
  if (markets.length > 0 && markets.every(({ keys }) => keys.ok)) return listed;
  const known = new Set(listed.map((one) => one.tokenHint));
  const unlisted = secrets.flatMap(({ secret: { token, keyName, organizationName } }): MayLive[] =>
    token === undefined || known.has(tokenHint(token))
      ? []
      : [{ name: keyName, market: organizationName, tokenHint: tokenHint(token) }],
  );
  return [...listed, ...unlisted];
}

function isOfThisComputer({ name, created_by }: WireKey, { person }: SignedIn, deviceName: string): boolean {
  const device = parseKeyName(name)?.device;
  return (
    created_by.id === person.id && device !== undefined && device !== null && isSameDevice(device, deviceName)
  );
}
