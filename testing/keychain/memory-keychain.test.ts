import { expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { memoryKeychain } from './memory-keychain.ts';
import { secretStoreContract } from './secret-store-contract.ts';

secretStoreContract('a keychain in memory', {
  start: async () => memoryKeychain(),
  open: (keychain, deadlineMs) => keychain.open(deadlineMs === undefined ? {} : { deadlineMs }),
  shortDeadlineMs: 200,
});

it('a keychain in memory fails at one kind of call where a test wants it to', async () => {
  const keychain = memoryKeychain();
  const store = keychain.open();
  keychain.trouble('set', failure('keychain-failed'));
  expect(await store.set('a', 'b')).toEqual({ ok: false, error: { code: 'keychain-failed' } });
  expect(await store.get('a')).toEqual({ ok: true, value: undefined });
  keychain.trouble('set', undefined);
  expect(await store.set('a', 'b')).toMatchObject({ ok: true });
});
