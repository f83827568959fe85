import { conveneAddress } from './address.ts';

/**
 * A token, a key's or a session's, together with the server that it belongs to. Nothing else can be handed to a client of
 * Convene, and a client of another server doesn't send it.
 */
export interface HeldToken {
  readonly server: string;
  readonly token: string;
}

/** Whether two addresses are those of one server. An address that can't be one belongs to none. */
export function isSameServer(one: string, other: string): boolean {
  const [a, b] = [conveneAddress(one), conveneAddress(other)];
  return a.ok && b.ok && a.value.origin === b.value.origin;
}
