import type { ExposureFinding } from '../../shared/exposure.ts';
import type { KeysView } from '../../shared/keys/key-view.ts';

/** Which key a token is, by its last four letters alone: nothing is asked. A working one counts before revoked ones. */
export function whichKey(hint: string, list: KeysView): ExposureFinding['key'] {
  if (list.state !== 'listed') return { is: 'no-list' };
  const alike = list.keys.filter(({ tokenHint }) => tokenHint === hint);
  const live = alike.filter(({ revokedAt }) => revokedAt === null);
  const [key, another] = live.length > 0 ? live : alike;
  if (!key) return { is: 'unknown' };
  if (another && live.length > 0) return { is: 'several', names: live.map(({ name }) => name) };
  return { is: live.length > 0 ? 'live' : 'revoked', id: key.id, name: key.name };
}
