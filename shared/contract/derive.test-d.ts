/** Checked by the compiler only: what the types of the contract must not allow. */
import type { CompanionApi, Handlers } from './derive.ts';

declare const companion: CompanionApi;
declare const handlers: Handlers;

export async function calls(): Promise<void> {
  const revoked = await companion.keys.revoke({ keyId: 'key-1' });
  if (revoked.ok) revoked.value.revokedAt.slice(0, 10);
  // @ts-expect-error a call that takes an input needs it
  await companion.keys.revoke();
  // @ts-expect-error an extra key
  await companion.keys.revoke({ keyId: 'key-1', force: true });
  // @ts-expect-error a wrong type
  await companion.keys.revoke({ keyId: 1 });
  // @ts-expect-error a call without input takes none
  await companion.keys.refresh({ all: true });
  // @ts-expect-error an unknown call
  await companion.keys.readToken();
  // @ts-expect-error an answer has to be asked whether it went well
  revoked.value.revokedAt;
  // @ts-expect-error no token in what the window sees of a key
  if (revoked.ok) revoked.value.token;
  // @ts-expect-error an unknown event
  companion.on.tokens(() => {});
}

// @ts-expect-error a missing handler
export const incomplete: Handlers = { app: handlers.app, account: handlers.account, keys: handlers.keys };

export const surplus: Handlers['keys'] = {
  ...handlers.keys,
  // @ts-expect-error a handler that the contract doesn't know
  readToken: async () => ({ ok: true, value: '' }),
};
