import { counted, listed } from '../../../shared/wording/numbers.ts';

/** What a pasted text holds. `names` are its keys that still work. */
export function matchWords(
  names: readonly string[],
  match: { readonly keyIds: readonly string[]; readonly unknown: number },
  market: string,
): string {
  const dead = match.keyIds.length - names.length;
  const parts = [
    ...(names.length > 0 ? [`The text holds ${listed(names.map((name) => `“${name}”`))}.`] : []),
    ...(dead > 0
      ? [`It holds ${counted(dead, 'key')} of ${market} that no longer ${dead === 1 ? 'works' : 'work'}.`]
      : []),
    ...(match.unknown > 0
      ? [
          `It holds ${counted(match.unknown, 'key')} that ${match.unknown === 1 ? 'isn’t' : 'aren’t'} ${market}’s. ${match.unknown === 1 ? 'It' : 'They'} may belong to another of your markets: choose it at the top right, and paste the text again.`,
        ]
      : []),
  ];
  return parts.length > 0 ? parts.join(' ') : `There is no key of ${market} in this text.`;
}
