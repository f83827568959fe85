import { conveneAddress } from '../core/convene/address.ts';
import { type ConnectionSecret, connectionAccount, readConnectionSecret } from '../core/keychain/accounts.ts';
import type { SecretStore } from '../core/keychain/secret-store.ts';
import { failure } from '../shared/failure.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { bridgeErrorOf, connectionRemoved, keyRevoked, type Outcome, withError } from './error-messages.ts';

export interface Key {
  readonly server: URL;
  readonly token: string;
}

/** Reads the connection's secret from the keychain; `undefined` when it surely has none. */
export type ReadSecret = () => Promise<Result<ConnectionSecret | undefined>>;

/** The connection's key: read once and kept in memory, read again when Convene has refused it. */
export interface KeyHolder {
  current(): Promise<Outcome<Key>>;
  /** After `refused` was refused: the key that has taken its place, or why there is none. */
  successor(refused: Key): Promise<Outcome<Key>>;
}

export function holdKey(read: ReadSecret, now: () => Date = () => new Date()): KeyHolder {
  let held: Key | undefined;
  let reading: Promise<Outcome<Key>> | undefined;

  async function readKey(): Promise<Outcome<Key>> {
    const secret = await read();
    if (!secret.ok) return withError(bridgeErrorOf(secret.error));
    if (!secret.value) return withError(connectionRemoved);
    const { server, token } = secret.value;
    if (token === undefined) return withError(keyRevoked(secret.value, now()));
    const address = conveneAddress(server);
    if (!address.ok) return withError(bridgeErrorOf(address.error));
    held = { server: address.value, token };
    return { ok: true, value: held };
  }

  /** One reading at a time, whoever asks. */
  function readOnce(): Promise<Outcome<Key>> {
    reading ??= readKey().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return {
    current: async () => (held ? { ok: true, value: held } : readOnce()),
    async successor(refused) {
      if (held?.token === refused.token) held = undefined;
      const next = held ? { ok: true as const, value: held } : await readOnce();
      if (!next.ok || next.value.token !== refused.token) return next;
      return withError(keyRevoked({}, now()));
    },
  };
}

export function keychainReader(secrets: SecretStore, connectionId: string): ReadSecret {
  return async () => {
    const found = await secrets.get(connectionAccount(connectionId));
    if (!found.ok) return found;
    if (found.value === undefined) return ok(undefined);
    const secret = readConnectionSecret(found.value);
    return secret
      ? ok(secret)
      : failed(failure('keychain-failed', { detail: 'connection secret not understood' }));
  };
}
