/** Giving up a connection: only forward, and each part may run again. */
import { z } from 'zod';
import type { Connection } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';
import type { OperationKind, Plan, Step } from '../operations/operation.ts';
import { lockOf, waitMs } from './connect-kind.ts';
import { type Made, madeFor } from './made.ts';
import { type RollBackDeps, removeOrLeaveEntry, revokeMadeKey } from './take-back.ts';

const disconnectDataSchema = z.strictObject({
  connectionId: z.string().regex(connectionIdPattern),
  revokeKey: z.boolean(),
});
/** What it is made of is looked up by each step: settling its rotation may have changed its key. */
export type DisconnectData = z.infer<typeof disconnectDataSchema>;

export interface DisconnectDeps extends RollBackDeps {
  /** What has to be settled before a connection is given up: another key of it may be on its way. */
  beforeLeaving?(connectionId: string): Promise<Result<void>>;
}

/** The operation's id is the client. */
export const disconnectKind = (deps: DisconnectDeps): OperationKind<DisconnectData, void> => ({
  name: 'disconnect',
  version: 1,
  data: disconnectDataSchema,
  persist: 'required',
  waitMs,
  lock: lockOf,
  handles: (id) => id === deps.target.client,
  steps: [entryRemoved(deps), keyRevoked(deps), secretDropped(deps)],
  async done() {
    await deps.keys.refresh();
    return ok(undefined);
  },
});

export async function planDisconnect(
  deps: DisconnectDeps,
  revokeKey: boolean,
): Promise<Result<Plan<DisconnectData>>> {
  const known = await deps.connections.of(deps.target.client);
  if (!known.ok) return known;
  const connection = known.value[0];
  if (!connection) return failed(failure('nothing-to-do'));
  const settled = (await deps.beforeLeaving?.(connection.id)) ?? ok(undefined);
  if (!settled.ok) return settled;
  const server = await serverOf(deps, connection);
  if (server === undefined) return failed(failure('keychain-failed', { detail: 'the key’s server' }));
  const { organizationId, organizationName, personId } = connection;
  return ok({
    owner: { server, organizationId, organizationName, ...(personId ? { personId } : {}) },
    data: { connectionId: connection.id, revokeKey },
  });
}

/** An older connection doesn't say where its key belongs; while its secret can't be read, it is where the person is. */
async function serverOf(
  { account, connections }: DisconnectDeps,
  connection: Connection,
): Promise<string | undefined> {
  const known = await connections.server(connection);
  if (known !== undefined) return known;
  const who = account.sessionFor(connection.organizationId);
  return who.ok ? who.value.convene.server : undefined;
}

/** From here on nobody puts its entry back. While its client runs nothing goes, and the connection stands as before. */
const entryRemoved = (deps: DisconnectDeps): Step<DisconnectData> => ({
  id: 'entry-removed',
  forgottenWhenRefused: true,
  async run({ data }) {
    const { connections } = deps;
    const marked = await connections.markLeaving(data.connectionId, true);
    if (!marked.ok) return marked;
    const made = await madeOf(deps, data);
    if (!made.ok) return made;
    const gone = made.value ? await removeOrLeaveEntry(deps, made.value) : ok(undefined);
    if (!gone.ok && gone.error.code === 'claude-running')
      await connections.markLeaving(data.connectionId, false);
    return gone.ok ? ok({ data }) : gone;
  },
});

const keyRevoked = (deps: DisconnectDeps): Step<DisconnectData> => ({
  id: 'key-revoked',
  async run({ data }) {
    const made = await madeOf(deps, data);
    if (!made.ok) return made;
    const gone = made.value?.revokeKey ? await revokeMadeKey(deps, made.value) : ok(undefined);
    return gone.ok ? ok({ data }) : gone;
  },
});

const secretDropped = ({ connections }: DisconnectDeps): Step<DisconnectData> => ({
  id: 'secret-dropped',
  async run({ data }) {
    const gone = await connections.drop(data.connectionId);
    return gone.ok ? ok({ data }) : gone;
  },
});

/** Undefined once it is dropped. */
async function madeOf(
  { connections }: DisconnectDeps,
  { connectionId, revokeKey }: DisconnectData,
): Promise<Result<Made | undefined>> {
  const listed = await connections.list();
  if (!listed.ok) return listed;
  const connection = listed.value.find(({ id }) => id === connectionId);
  return ok(connection && (await madeFor(connections, connection, revokeKey)));
}
