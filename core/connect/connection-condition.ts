import type { Connection, ConnectionCondition } from '../../shared/connect-view.ts';
import { needsNewKey } from '../../shared/connection-condition.ts';
import { failed } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { Connections } from '../connections/connections.ts';
import type { Convene } from '../convene/convene.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { StateFile } from '../files/state-file.ts';
import { type KnownKeysFile, knownList, withKnownList } from '../keys/key-list-cache.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';

/** The one place that says whether a connection works: from the keychain, Convene's list and what was asked for. */
export interface ConnectionConditions {
  /** From what is known on this computer; asks nobody, and the keychain once. */
  of(connection: Connection): Promise<ConnectionCondition>;
  /** Asks the keychain and Convene first: for the list where somebody is signed in there, else by trying the key. */
  ask(connection: Connection): Promise<ConnectionCondition>;
  /** Convene has refused its key, or taken it. */
  note(connection: Connection, refused: boolean): Promise<void>;
}

export interface ConnectionConditionsDeps {
  readonly account: Pick<Account, 'sessionFor' | 'view'>;
  readonly connections: Connections;
  readonly keys: Pick<Keys, 'askedFor' | 'proofOf'>;
  readonly known: StateFile<KnownKeysFile>;
  readonly log: Log;
  /** Without a session. */
  convene(server: string): Pick<Convene, 'probeKey'>;
}

export function createConnectionConditions(deps: ConnectionConditionsDeps): ConnectionConditions {
  /** Keys that Convene has refused, of this connection alone: another may come in their place. */
  const refused = new Set<string>();
  const of = async (connection: Connection): Promise<ConnectionCondition> =>
    (await revokedAsKnown(deps, connection)) ??
    ((await isRefused(connection)) ? revoked(undefined) : conditionByKeychain(deps, connection));
  const isRefused = async (connection: Connection): Promise<boolean> =>
    refused.has(keyOf(connection)) || (await deps.connections.isRefused(connection.id));
  const note = async (connection: Connection, wasRefused: boolean): Promise<void> => {
    if (wasRefused) refused.add(keyOf(connection));
    else refused.delete(keyOf(connection));
    if (!wasRefused) await deps.connections.forgetRefusal(connection.id);
  };
  return {
    of,
    note,
    async ask(connection) {
      deps.connections.heldKeys.forget(connection.id);
      const isListed = await loadList(deps, connection);
      const now = await of(connection);
      if (now.kind === 'not-known') return now;
      // A refusal from earlier is tried once more, whatever the list says.
      if (!(await isRefused(connection)) && (isListed || needsNewKey(now))) return now;
      const held = await deps.connections.token(connection.id);
      const tried = held && (await deps.convene(held.server).probeKey(held));
      if (tried?.ok) await note(connection, !tried.value.accepted && tried.value.reason === 'refused');
      return of(connection);
    },
  };
}

const keyOf = ({ id, keyId, tokenHint }: Connection): string => `${id} ${keyId ?? tokenHint}`;

/** What Convene has said, in its list or when the key was revoked from here. */
async function revokedAsKnown(
  { keys, known }: ConnectionConditionsDeps,
  { server, organizationId, keyId }: Connection,
): Promise<ConnectionCondition | undefined> {
  if (server === undefined || keyId === undefined) return undefined;
  const scope = { server, organizationId };
  const saved = await known.read();
  const list = saved.ok ? knownList(saved.value, scope) : undefined;
  const at =
    list?.keys.find((key) => key.id === keyId)?.revoked_at ?? (await keys.proofOf(scope, keyId))?.revokedAt;
  return at ? revoked(at) : undefined;
}

async function conditionByKeychain(
  deps: ConnectionConditionsDeps,
  connection: Connection,
): Promise<ConnectionCondition> {
  const { account, connections } = deps;
  const now = account.view();
  // It has just not answered the question for the session.
  const isSilent = now.state === 'blocked' && now.failure.code.startsWith('keychain-');
  const held = isSilent ? failed(now.failure) : await connections.heldKeys.of(connection);
  if (held.ok && held.value.kind === 'revoked') return revoked(held.value.at);
  // An older connection doesn't say where its key belongs, its secret does.
  const server = connection.server ?? (held.ok ? await connections.server(connection) : undefined);
  const known = connection.server === undefined && (await revokedAsKnown(deps, { ...connection, server }));
  if (known) return known;
  if (await isAskedFor(deps, { ...connection, server })) return { kind: 'key-being-revoked' };
  if (!held.ok) return { kind: 'not-known', failure: held.error };
  return { kind: held.value.kind === 'nothing' ? 'key-missing' : 'works' };
}

async function isAskedFor(
  { keys }: ConnectionConditionsDeps,
  { server, organizationId, keyId }: Connection,
): Promise<boolean> {
  return (await keys.askedFor()).some(
    (one) =>
      one.keyId === keyId &&
      one.organizationId === organizationId &&
      (one.server === undefined || server === undefined || isSameServer(one.server, server)),
  );
}

const revoked = (at: string | undefined): ConnectionCondition => ({
  kind: 'key-revoked',
  ...(at === undefined ? {} : { at }),
});

/** True when Convene's list of today tells about this key. */
async function loadList(
  { account, connections, known, log }: ConnectionConditionsDeps,
  connection: Connection,
): Promise<boolean> {
  const { keyId, organizationId } = connection;
  const server = await connections.server(connection);
  if (server === undefined || keyId === undefined) return false;
  const who = sessionAt(account, { server, organizationId });
  if (!who.ok || !who.value.organization.managesKeys) return false;
  const listed = await who.value.convene.listKeys(organizationId);
  if (!listed.ok) return false;
  const { keys, at } = listed.value;
  const saved = await known.update((file) =>
    withKnownList(file, { server, organizationId }, { asOf: at, keys }),
  );
  if (!saved.ok) log('list of keys could not be remembered', { failure: saved.error });
  return saved.ok && keys.some(({ id }) => id === keyId);
}
