import { tokenHint } from '../../shared/tokens.ts';

/** A whole key, or one whose end is missing in the text. */
const anyKey = /fm_org_[A-Za-z0-9]*/g;
/** `…a1b2`, as Convene and this program show a key. */
const anyHint = /(?:…|\.\.\.)([A-Za-z0-9]{4})(?![A-Za-z0-9])/g;
/** Shorter ones are only the beginning of a key, or none at all. */
const wholeBody = 20;
const leastBody = 4;
const bodyOf = (token: string): number => token.length - 'fm_org_'.length;

/** What of a suspicious text may tell a key. */
export interface TextTokens {
  /** Each once, in the order of the text. */
  readonly whole: readonly string[];
  /** `…a1b2`, without those of the whole ones. */
  readonly endings: readonly string[];
  /** Only the beginning of a key: nothing can be told of it. */
  readonly cutShort: number;
}

export function tokensIn(text: string): TextTokens {
  const tokens = new Set([...text.matchAll(anyKey)].map(([token]) => token));
  const whole = [...tokens].filter((token) => bodyOf(token) >= wholeBody);
  const beginnings = [...tokens].filter(
    (token) =>
      bodyOf(token) < wholeBody &&
      bodyOf(token) >= leastBody &&
      !whole.some((other) => other.startsWith(token)),
  );
  const endings = new Set([...text.matchAll(anyHint)].map(([, letters]) => `…${letters}`));
  // Somebody may paste just the end, from an e-mail that hides the rest.
  const bare = text.trim();
  if (/^[A-Za-z0-9]{4}$/.test(bare)) endings.add(`…${bare}`);
  for (const token of whole) endings.delete(tokenHint(token));
  return { whole, endings: [...endings], cutShort: beginnings.length };
}
