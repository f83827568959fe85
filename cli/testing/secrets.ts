import type { ChildSecretStore } from '../../core/keychain/child-secret-store.ts';
import { mapSecretStore } from '../../core/session/map-secret-store.ts';
import { failure } from '../../shared/failure.ts';

/** A keychain in memory, in which nothing is yet. */
export const emptySecrets = (): ChildSecretStore => ({ ...mapSecretStore(), close: async () => {} });

/** As on a computer where no keychain runs. */
export function noSecrets(): ChildSecretStore {
  const store = mapSecretStore();
  for (const kind of ['get', 'set', 'delete'] as const) store.trouble(kind, failure('keychain-no-service'));
  return { ...store, close: async () => {} };
}
