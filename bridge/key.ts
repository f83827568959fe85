import {
  type ConnectionSecret,
  connectionAccount,
  connectionSecretSchema,
} from '../core/keychain/accounts.ts';
import type { SecretStore } from '../core/keychain/secret-store.ts';
import { connectionRemoved, keyRevoked, type Trouble, troubleOf } from './sentences.ts';

export interface Key {
  readonly server: string;
  readonly token: string;
}

/** The connection's key: read once and kept in memory, read again when Convene has refused it. */
export interface KeyHolder {
  current(): Promise<Key | Trouble>;
  /** After `refused` was refused: the key that has taken its place, or why there is none. */
  successor(refused: Key): Promise<Key | Trouble>;
}

export const isTrouble = (value: Key | Trouble): value is Trouble => 'sentence' in value;

export function holdKey(secrets: SecretStore, connectionId: string): KeyHolder {
  let held: Key | undefined;

  async function read(): Promise<Key | Trouble> {
    const found = await secrets.get(connectionAccount(connectionId));
    if (!found.ok) return troubleOf(found.error.code);
    if (found.value === undefined) return connectionRemoved;
    const secret = understood(found.value);
    if (!secret) return troubleOf('keychain-failed');
    const { server, token } = secret;
    return token === undefined ? keyRevoked(secret) : { server, token };
  }

  return {
    async current() {
      if (held) return held;
      const key = await read();
      if (!isTrouble(key)) held = key;
      return key;
    },
    async successor(refused) {
      held = undefined;
      const key = await read();
      if (isTrouble(key)) return key;
      if (key.token === refused.token) return keyRevoked({});
      held = key;
      return key;
    },
  };
}

function understood(text: string): ConnectionSecret | undefined {
  try {
    return connectionSecretSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
