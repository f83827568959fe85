import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { KeyCaller } from '../keys/key-access.ts';

/** What goes along with each request through the SDK: who calls, and never the token. */
export const authInfoFor = (caller: KeyCaller): AuthInfo => ({
  token: '',
  clientId: caller.keyId,
  scopes: [],
  extra: { caller },
});

/** The caller that `authInfoFor` has put in. */
export function callerIn(authInfo: unknown): KeyCaller {
  const { caller } = (authInfo as { extra?: { caller?: KeyCaller } } | undefined)?.extra ?? {};
  if (!caller) throw new Error('A request without its caller.');
  return caller;
}
