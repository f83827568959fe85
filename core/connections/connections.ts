import { z } from 'zod';
import type { ClientId } from '../../shared/clients.ts';
import { type Connection, connectionSchema } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type HeldToken, isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import { type ConnectionSecret, connectionAccount, readConnectionSecret } from '../keychain/accounts.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { BridgeMemory } from './bridge-memory.ts';
import { createHeldKeys } from './held-keys.ts';

export const connectionsFileSchema = z.strictObject({ connections: z.array(connectionSchema) });
export type ConnectionsFile = z.infer<typeof connectionsFileSchema>;

export const noConnections = (): ConnectionsFile => ({ connections: [] });

/** Which assistants on this computer are connected, and the secret of each. */
export type Connections = ReturnType<typeof createConnections>;

export function createConnections(parts: {
  readonly file: StateFile<ConnectionsFile>;
  readonly secrets: SecretStore;
  readonly remembered: BridgeMemory;
}) {
  const { file, secrets, remembered } = parts;
  /** Where the keys of older connections belong, which don't say so themselves; a connection never moves. */
  const serverOf = new Map<string, string>();

  async function list(): Promise<Result<readonly Connection[]>> {
    const saved = await file.read();
    return saved.ok ? ok(saved.value.connections) : saved;
  }

  async function secret(connectionId: string): Promise<Result<ConnectionSecret | undefined>> {
    const held = await secrets.get(connectionAccount(connectionId));
    if (!held.ok) return held;
    if (held.value === undefined) return ok(undefined);
    const read = readConnectionSecret(held.value);
    if (!read) return failed(failure('keychain-failed', { detail: 'connection secret not understood' }));
    serverOf.set(connectionId, read.server);
    return ok(read);
  }

  const heldKeys = createHeldKeys(secret);

  /** Where its key belongs; undefined while only a secret that can't be read tells it. */
  async function server({ id, server: noted }: Connection): Promise<string | undefined> {
    const known = noted ?? serverOf.get(id);
    if (known !== undefined) return known;
    const held = await secret(id);
    return held.ok ? held.value?.server : undefined;
  }

  /** Those whose keys belong to this organization of this server: ids alone may be equal on two servers. */
  async function within({
    server: wanted,
    organizationId,
  }: KeyScope): Promise<Result<readonly Connection[]>> {
    const all = await list();
    if (!all.ok) return all;
    const there: Connection[] = [];
    for (const one of all.value) {
      if (one.organizationId !== organizationId) continue;
      const its = await server(one);
      if (its !== undefined && isSameServer(its, wanted)) there.push(one);
    }
    return ok(there);
  }

  async function forgetSecret(connectionId: string): Promise<Result<void>> {
    const deleted = await secrets.delete(connectionAccount(connectionId));
    heldKeys.forget(connectionId);
    return deleted;
  }

  /** Writes the secret and reads it back, because a keychain may take a value and keep none. */
  async function keep(connectionId: string, value: ConnectionSecret): Promise<Result<void>> {
    heldKeys.forget(connectionId);
    const written = await secrets.set(connectionAccount(connectionId), JSON.stringify(value));
    if (!written.ok) return written;
    await remembered.forgetRefusal(connectionId);
    const back = await secret(connectionId);
    heldKeys.forget(connectionId);
    if (!back.ok) return back;
    return back.value?.token === value.token
      ? ok(undefined)
      : failed(failure('keychain-failed', { detail: 'what was read back differs' }));
  }

  return {
    list,
    /** Those of one program; there is one at most unless files were mixed up by hand. */
    async of(client: ClientId): Promise<Result<readonly Connection[]>> {
      const all = await list();
      return all.ok ? ok(all.value.filter((one) => one.client === client)) : all;
    },
    within,
    server,
    secret,
    heldKeys,
    /** Convene has refused its key to the bridge, which was started by its client. */
    isRefused: (connectionId: string): Promise<boolean> => remembered.isRefused(connectionId),
    forgetRefusal: (connectionId: string): Promise<void> => remembered.forgetRefusal(connectionId),
    /** Its token, with the server that it belongs to; undefined also while the keychain doesn't answer. */
    async token(connectionId: string): Promise<HeldToken | undefined> {
      const held = await secret(connectionId);
      return held.ok ? heldIn(held.value) : undefined;
    },
    keep,
    async add(connection: Connection): Promise<Result<void>> {
      const saved = await file.update(({ connections }) => ({
        connections: [...connections.filter(({ id }) => id !== connection.id), connection],
      }));
      return saved.ok ? ok(undefined) : saved;
    },
    /** Forgets a connection, its secret first. */
    async drop(connectionId: string): Promise<Result<void>> {
      const deleted = await forgetSecret(connectionId);
      if (!deleted.ok) return deleted;
      const unremembered = await remembered.forget(connectionId);
      if (!unremembered.ok) return unremembered;
      const saved = await file.update(({ connections }) => ({
        connections: connections.filter(({ id }) => id !== connectionId),
      }));
      return saved.ok ? ok(undefined) : saved;
    },
    /** A secret that no connection needs any more. */
    forgetSecret,
    /** Another key came into its place. */
    async replaceKey(
      connectionId: string,
      key: { readonly id: string; readonly name: string; readonly tokenHint: string },
    ): Promise<Result<void>> {
      const saved = await file.update(({ connections }) => ({
        connections: connections.map((one) =>
          one.id === connectionId
            ? { ...one, keyId: key.id, keyName: key.name, tokenHint: key.tokenHint }
            : one,
        ),
      }));
      return saved.ok ? ok(undefined) : saved;
    },
    /** The key of a connection is called otherwise now; what the bridge says of it too. */
    async renameKey(
      connectionId: string,
      key: { readonly id: string; readonly name: string },
    ): Promise<Result<void>> {
      const held = await secret(connectionId);
      if (!held.ok) return held;
      if (held.value && held.value.keyName !== key.name) {
        const kept = await keep(connectionId, { ...held.value, keyName: key.name });
        if (!kept.ok) return kept;
      }
      const saved = await file.update(({ connections }) => ({
        connections: connections.map((one) =>
          one.id === connectionId && one.keyId === key.id ? { ...one, keyName: key.name } : one,
        ),
      }));
      return saved.ok ? ok(undefined) : saved;
    },
    /** The key is gone: its token leaves the keychain, and the bridge can say since when. */
    async forgetToken(connectionId: string, revokedAt: string): Promise<Result<void>> {
      const held = await secret(connectionId);
      if (!held.ok) return held;
      if (!held.value) return ok(undefined);
      const unremembered = await remembered.forget(connectionId);
      if (!unremembered.ok) return unremembered;
      const { token: _token, ...rest } = held.value;
      return keep(connectionId, { ...rest, revokedAt });
    },
    /** Forgets what was connected in one program; what it made has been taken back as far as it goes. */
    async forget(client: ClientId): Promise<Result<void>> {
      const saved = await file.read();
      if (saved.ok && saved.value.connections.length === 0) return ok(undefined);
      const kept = await file.update(({ connections }) => ({
        connections: connections.filter((one) => one.client !== client),
      }));
      return kept.ok ? ok(undefined) : kept;
    },
    /** What is taken back may stop halfway: from then on nobody puts its entry back. */
    async markLeaving(connectionId: string, leaving: boolean): Promise<Result<void>> {
      const saved = await file.update(({ connections }) => ({
        connections: connections.map(({ leaving: _was, ...one }) =>
          one.id === connectionId && leaving ? { ...one, leaving: true as const } : one,
        ),
      }));
      return saved.ok ? ok(undefined) : saved;
    },
    async forgetAll(): Promise<Result<void>> {
      const unremembered = await remembered.forgetAll();
      const removed = await file.remove();
      return removed.ok ? unremembered : removed;
    },
  };
}

/** The token that a secret holds, bound to its server. */
export const heldIn = (secret: ConnectionSecret | undefined): HeldToken | undefined =>
  secret?.token === undefined ? undefined : { server: secret.server, token: secret.token };
