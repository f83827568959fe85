/** For tests: a SecretStore in memory, whose troubles a test can choose. */
import type { Failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import type { SecretStore } from '../keychain/secret-store.ts';

export interface MapSecretStore extends SecretStore {
  readonly kept: Map<string, string>;
  /** What the next calls of this kind fail with; undefined mends them. */
  trouble(kind: 'get' | 'set' | 'delete', failure: Failure | undefined): void;
}

export function mapSecretStore(): MapSecretStore {
  const kept = new Map<string, string>();
  const troubles = new Map<string, Failure>();
  const unlessTroubled = async <T>(kind: string, work: () => T) => {
    const trouble = troubles.get(kind);
    return trouble ? failed(trouble) : ok(work());
  };
  return {
    kept,
    trouble: (kind, failure) => void (failure ? troubles.set(kind, failure) : troubles.delete(kind)),
    get: (account) => unlessTroubled('get', () => kept.get(account)),
    set: (account, secret) => unlessTroubled('set', () => void kept.set(account, secret)),
    delete: (account) => unlessTroubled('delete', () => void kept.delete(account)),
  };
}
