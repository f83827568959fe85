import { withoutRenewal } from '../shared/keys/key-name.ts';
import type { KeyView } from '../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { counted } from '../shared/wording/numbers.ts';
import { wrongUse } from './words.ts';

/**
 * The one working key that fits; else the one that was revoked last. An id always means one key. A name fits also the key that has
 * the date of a renewal behind it, where no working key is called just so.
 */
export function pickKey(keys: readonly KeyView[], which: string): Result<KeyView> {
  const byId = keys.find(({ id }) => id === which);
  if (byId) return ok(byId);
  const hint = `…${which.replace(/^…/, '')}`;
  const fitting = keys.filter(({ name, tokenHint }) => name === which || tokenHint === hint);
  const exact = fitting.filter((key) => !key.revokedAt);
  const dated = keys.filter(({ name, revokedAt }) => !revokedAt && withoutRenewal(name) === which);
  const live = exact.length > 0 ? exact : dated;
  if (live.length > 1) {
    const ids = live.map(({ id, name }) => `${id} (“${name}”)`).join(', ');
    return failed(
      wrongUse(`${counted(live.length, 'key')} fit “${which}”. Say which by its id: ${ids}.`, {
        name: which,
      }),
    );
  }
  const [key] = [...live, ...fitting.sort((one, other) => revokedMs(other) - revokedMs(one))];
  return key
    ? ok(key)
    : failed(wrongUse(`There is no key “${which}”. keys list shows what there is.`, { name: which }));
}

const revokedMs = ({ revokedAt }: KeyView): number => (revokedAt ? Date.parse(revokedAt) : 0);
