import { tidyDeviceName } from '../../shared/keys/key-name.ts';

/** To the letter, as the window tells devices apart. */
const exact = (device: string): string => tidyDeviceName(device).normalize('NFC');

const wordsOf = (device: string): string[] =>
  device
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** A number tells two of a kind apart, and isn't part of what they are called. */
const withoutNumbers = (words: readonly string[]): string[] => words.filter((word) => !/^\d+$/.test(word));

export const isSameDevice = (one: string, other: string): boolean => exact(one) === exact(other);

/**
 * Whether the same device may have been given both names: `volunteer-laptop`, `Volunteer laptop (2)`, `Mei’s laptop` for
 * `Mei laptop`. A single word that is in many names says nothing.
 */
export function isAlike(one: string, other: string): boolean {
  if (isSameDevice(one, other)) return false;
  const [a, b] = [withoutNumbers(wordsOf(one)), withoutNumbers(wordsOf(other))].sort(
    (first, second) => first.length - second.length,
  );
  if (!a || !b || a.length === 0) return false;
  if (a.length === b.length) return a.join(' ') === b.join(' ');
  return a.length > 1 && a.every((word) => b.includes(word));
}
