import type { KeysView } from '../../shared/keys/key-view.ts';
import type { ScanFinding } from '../../shared/scan.ts';

/**
 * Which key a token is, by its last four letters alone: nothing is asked. A working one counts before revoked ones. A list that
 * couldn't be loaded anew tells of none that it isn't this market's: it may have been made since.
 */
export function whichKey(hint: string, list: KeysView): ScanFinding['key'] {
  if (list.state !== 'listed') return { is: 'no-list' };
  const alike = list.keys.filter(({ tokenHint }) => tokenHint === hint);
  const live = alike.filter(({ revokedAt }) => revokedAt === null);
  const [key, another] = live.length > 0 ? live : alike;
  if (!key) return { is: list.stale ? 'no-list' : 'unknown' };
  if (another && live.length > 0) return { is: 'several', names: live.map(({ name }) => name) };
  return { is: live.length > 0 ? 'live' : 'revoked', id: key.id, name: key.name };
}
