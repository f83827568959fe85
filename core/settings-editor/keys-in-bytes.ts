/** Convene's keys in a file's bytes, as text or UTF-16, and what stands in their place afterwards. */

/** Says what was there. Nothing takes it for a key. */
export const takenOut = 'Convene-key-taken-out-of-this-copy';

/** A character as such, or escaped as JSON allows it. */
const either = (as: string, escaped: string): string => String.raw`(?:${as}|\\u00(?:${escaped}))`;

const start = [...'fm_org_'].map((one) => either(one, hexOf(one))).join('');
const bodyCharacter = either('[A-Za-z0-9_-]', '2[dD]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA]');

/** Longer by far than what notes and Convene's own help write in place of one. */
const inFull = 20;
/** A key that was cut off tells little, and has no business in a copy. */
const truncated = 8;

const inText = (least: number): RegExp => new RegExp(`${start}${bodyCharacter}{${least},}`, 'g');

/** Either byte order: a letter of the one is a letter of the other, a byte further on. */
const inUtf16 = (least: number): RegExp =>
  new RegExp(
    `${[...'fm_org_'].map((one) => String.raw`${one}\x00`).join('')}(?:[A-Za-z0-9_-]\\x00){${least - 1},}[A-Za-z0-9_-]?`,
    'g',
  );

const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('latin1');

/** Whether a whole key stands in it. */
export function holdsKey(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  return inText(inFull).test(text) || inUtf16(inFull).test(text);
}

/** The same bytes with the mark in the place of every key; undefined where there is none. */
export function withoutKeys(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1');
  const cleared = text
    .replaceAll(inText(truncated), takenOut)
    .replaceAll(inUtf16(truncated), (key) =>
      key.endsWith('\0') ? wide(takenOut) : wide(takenOut).slice(0, -1),
    );
  return cleared === text ? undefined : Buffer.from(cleared, 'latin1');
}

function hexOf(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return [...hex].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('');
}
