import type { AccountView } from '../../shared/account.ts';
import type { KeyLeftInFile } from '../../shared/settings.ts';
import type { OpenRevocation } from './proofs-file.ts';

/** What could not be undone: the session on the server, a key that may be live, an entry in a program's file. */
export interface LeftBehind {
  /**
   * `unread`: a file of ours can't be read, so nobody knows what else lives on; `name` is the file's. `file`: one in which a
   * key may still stand, by its path.
   */
  readonly what: 'session' | 'key' | 'entry' | 'unread' | 'file';
  readonly name: string;
  /** Why a key may still stand in a file. */
  readonly why?: KeyLeftInFile['why'];
  /** The system's code for that. */
  readonly detail?: string | undefined;
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

export const fileBehind = ({ path, ...why }: KeyLeftInFile): LeftBehind => ({
  what: 'file',
  name: path,
  ...why,
});

/** A file that tells of keys and can't be read; with the web page where they can be looked for. */
export function unreadBehind(name: string, account: AccountView): LeftBehind {
  const server = 'server' in account ? account.server.address : undefined;
  return { what: 'unread', name, ...(server === undefined ? {} : { address: keysPage(server) }) };
}

/** What is left behind, with every key whose revocation is open, each once and with its web page where that is known. */
export function withOpenRevocations(
  left: readonly LeftBehind[],
  open: readonly OpenRevocation[],
  account: AccountView,
): LeftBehind[] {
  const server = account.state === 'signed-in' ? account.server.address : undefined;
  const here = server === undefined ? undefined : keysPage(server);
  const views = open.map(openRevocationView);
  const isOpen = new Set(views.map(({ keyName }) => keyName));
  const keys = [
    ...left.filter(({ what, name }) => what === 'key' && !isOpen.has(name)),
    ...views.map(({ keyName, address }) => ({ name: keyName, address })),
  ].map(({ name, address = here }): LeftBehind => ({ what: 'key', name, ...(address ? { address } : {}) }));
  // Keys of two servers may have one name; of one server, one line leads to them.
  const lines = new Map(keys.map((key) => [`${key.name}\n${key.address ?? ''}`, key]));
  return [...lines.values(), ...left.filter(({ what }) => what !== 'key')];
}
