/** Which secrets the companion keeps, under which names, in which form. Nothing else may be written to the keychain. */

/** Shown by the keychain program of the operating system. */
export const keychainService = 'Convene Companion';

/** The admin session: both tokens and the server they belong to. Its form: `session-secrets.ts`. */
export const sessionAccount = 'session';

/** A key that the person pasted instead of signing in. */
export const pastedKeyAccount = 'pasted-key';

/** Ids of connections: fit for an argument, a file name and a keychain account. */
export const connectionIdPattern = /^[a-z0-9-]{8,64}$/;
export const connectionAccount = (connectionId: string): string => `connection:${connectionId}`;

/**
 * All that a bridge needs to serve one connection, read by the id in its arguments. Without `token` the key is
 * gone and `revokedAt` says since when, so that the bridge can say so in a sentence.
 */
export interface ConnectionSecret {
  /** The address of Convene. */
  readonly server: string;
  readonly organizationName: string;
  readonly keyName: string;
  readonly token?: string | undefined;
  /** An instant with its offset, as in RFC 3339. */
  readonly revokedAt?: string | undefined;
}

/** What a connection's account holds; undefined when it isn't of that form. Without a schema: the bridge stays small. */
export function readConnectionSecret(text: string): ConnectionSecret | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null || !Object.keys(read).every((name) => fields.has(name)))
    return undefined;
  const { server, organizationName, keyName, token, revokedAt } = read as Record<string, unknown>;
  if (typeof server !== 'string' || !URL.canParse(server)) return undefined;
  if (typeof organizationName !== 'string' || typeof keyName !== 'string') return undefined;
  if (token !== undefined && (typeof token !== 'string' || token === '')) return undefined;
  if (revokedAt !== undefined && (typeof revokedAt !== 'string' || Number.isNaN(Date.parse(revokedAt))))
    return undefined;
  return { server, organizationName, keyName, token, revokedAt };
}

const fields = new Set(['server', 'organizationName', 'keyName', 'token', 'revokedAt']);
