import type { KeyView } from '../../shared/keys/key-view.ts';
import { tokenHint } from '../../shared/tokens.ts';

/** A whole key, or one whose end is missing in the text. */
const anyKey = /fm_org_[A-Za-z0-9]*/g;
/** `…a1b2`, as Convene and this program show a key. */
const anyHint = /(?:…|\.\.\.)([A-Za-z0-9]{4})(?![A-Za-z0-9])/g;
/** Shorter ones are only the beginning of a key. */
const wholeBody = 20;

/**
 * Which keys a suspicious text holds, by their last four letters. `unknown` counts keys in it that are none of these.
 * Nothing of the text is kept.
 */
export function keysInText(
  text: string,
  keys: readonly Pick<KeyView, 'id' | 'tokenHint'>[],
): { keyIds: string[]; unknown: number } {
  const tokens = new Set([...text.matchAll(anyKey)].map(([token]) => token));
  const whole = [...tokens].filter((token) => token.length >= 'fm_org_'.length + wholeBody);
  const hints = new Set([
    ...whole.map(tokenHint),
    ...[...text.matchAll(anyHint)].map(([, letters]) => `…${letters}`),
  ]);
  // Somebody may paste just the end, from an e-mail that hides the rest.
  const bare = text.trim();
  if (/^[A-Za-z0-9]{4}$/.test(bare)) hints.add(`…${bare}`);
  const found = keys.filter((key) => hints.has(key.tokenHint));
  const known = new Set(found.map((key) => key.tokenHint));
  return {
    keyIds: found.map(({ id }) => id),
    unknown: whole.filter((token) => !known.has(tokenHint(token))).length + (tokens.size - whole.length),
  };
}
