import type { ChildSecretStore } from '../../core/keychain/keychain-client.ts';
import { failure } from '../../shared/failure.ts';
import { memoryKeychain } from '../../testing/keychain/memory-keychain.ts';

/** As on a computer where no keychain runs. */
export function noSecrets(): ChildSecretStore {
  const keychain = memoryKeychain();
  for (const kind of ['get', 'set', 'delete', 'list'] as const)
    keychain.trouble(kind, failure('keychain-no-service'));
  return keychain.open();
}
