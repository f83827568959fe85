import type { AccountView } from '../../shared/account.ts';
import type { OpenRevocation } from './proofs-file.ts';

/** What could not be undone: the session on the server, a key that may be live, an entry in a program's file. */
export interface LeftBehind {
  readonly what: 'session' | 'key' | 'entry';
  readonly name: string;
  /** The web page where a key can be revoked. */
  readonly address?: string;
}

/** A key that may still work: its revocation was asked for and not confirmed. */
export interface OpenRevocationView {
  readonly keyName: string;
  /** Who asked; they are asked for again when that person signs in. */
  readonly email?: string;
  readonly askedAt: string;
  /** The web page where it can be revoked. */
  readonly address?: string;
}

const keysPage = (server: string): string => new URL('/admin/api_keys', server).href;

export const openRevocationView = ({
  keyId,
  keyName = keyId,
  email,
  askedAt,
  server,
}: OpenRevocation): OpenRevocationView => ({
  keyName,
  ...(email === undefined ? {} : { email }),
  askedAt,
  ...(server === undefined ? {} : { address: keysPage(server) }),
});

/** What is left behind, with every key whose revocation is open, each once and with its web page where that is known. */
export function withOpenRevocations(
  left: readonly LeftBehind[],
  open: readonly OpenRevocation[],
  account: AccountView,
): LeftBehind[] {
  const server = account.state === 'signed-in' ? account.server.address : undefined;
  const pageOf = new Map(open.map(openRevocationView).map(({ keyName, address }) => [keyName, address]));
  const names = new Set([
    ...left.filter(({ what }) => what === 'key').map(({ name }) => name),
    ...pageOf.keys(),
  ]);
  const keys = [...names].map((name): LeftBehind => {
    const address = pageOf.get(name) ?? (server === undefined ? undefined : keysPage(server));
    return { what: 'key', name, ...(address === undefined ? {} : { address }) };
  });
  return [...keys, ...left.filter(({ what }) => what !== 'key')];
}
