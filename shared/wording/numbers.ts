const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;

/** Numbers under ten as words, the others in figures. */
export const inWords = (count: number): string => small[count] ?? count.toLocaleString('en-US');

export const capitalized = (text: string): string =>
  text.charAt(0).toLocaleUpperCase('en-US') + text.slice(1);

/** `one key`, `two keys`, `12 keys`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${inWords(count)} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[], joint = 'and'): string {
  const last = parts.at(-1);
  if (last === undefined) return '';
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} ${joint} ${last}`;
}
