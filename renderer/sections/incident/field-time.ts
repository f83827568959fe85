const twoDigits = (part: number): string => String(part).padStart(2, '0');

/** A moment as a date-and-time field of a page writes it: this computer's time, to the minute. */
export const fieldTime = (at: Date): string =>
  `${String(at.getFullYear()).padStart(4, '0')}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}T${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;

/** The moment that such a field holds; undefined while it is empty or half filled. */
export function timeOfField(value: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/u.test(value)) return undefined;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
