import type { AccountView } from '../../shared/account.ts';
import type { ClientId } from '../../shared/clients.ts';
import type { RevocationsView } from '../../shared/revocations.ts';
import type { KeyLeftInFile } from '../../shared/settings.ts';

/** What could not be undone: the session on the server, a key that may be live, an entry in a program's file. */
export interface LeftBehind {
  /**
   * `unread`: a file of ours can't be read, so nobody knows what else lives on; `name` is the file's. `file`: one in which a
   * key may still stand, by its path.
   */
  readonly what: 'session' | 'key' | 'entry' | 'unread' | 'file';
  readonly name: string;
  /** The organization's name, of a key. */
  readonly market?: string | undefined;
  /** In whose settings an entry is. */
  readonly client?: ClientId | undefined;
  /** Why a key may still stand in a file. */
  readonly why?: KeyLeftInFile['why'];
  /** The system's code for that. */
  readonly detail?: string | undefined;
  /** The web page where a key can be revoked. */
  readonly address?: string;
  /** The id of its revocation, which was asked for and goes on. */
  readonly revocation?: string;
}

export const keysPage = (server: string): string => new URL('/admin/api_keys', server).href;

const serverOf = (account: AccountView): string | undefined =>
  'server' in account ? account.server.address : undefined;

export const fileBehind = ({ path, ...why }: KeyLeftInFile): LeftBehind => ({
  what: 'file',
  name: path,
  ...why,
});

/** A file that tells of keys and can't be read; with the web page where they can be looked for. */
export function unreadBehind(name: string, account: AccountView): LeftBehind {
  const server = serverOf(account);
  return { what: 'unread', name, ...(server === undefined ? {} : { address: keysPage(server) }) };
}

/**
 * What is left behind, with every revocation that is open, each with its market and its web page as far as they are known:
 * those of whoever signs out, all of them where nobody is signed in. `left` has only what couldn't be noted as one.
 */
export function withOpenRevocations(
  left: readonly LeftBehind[],
  { open }: RevocationsView,
  account: AccountView,
): LeftBehind[] {
  const server = serverOf(account);
  const here = server === undefined ? {} : { address: keysPage(server) };
  const keys = left.filter(({ what }) => what === 'key').map((key): LeftBehind => ({ ...here, ...key }));
  const theirs = account.state === 'signed-in' ? open.filter(({ canTry }) => canTry) : open;
  const noted = theirs.map(
    ({ id, what, name, market, address }): LeftBehind => ({
      what,
      name,
      ...(market === undefined ? {} : { market }),
      ...(address === undefined ? here : { address }),
      revocation: id,
    }),
  );
  return [...keys, ...noted, ...left.filter(({ what }) => what !== 'key')];
}
