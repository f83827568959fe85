/** Milliseconds; what a server asks beyond that isn't believed. */
const longestMs = 86_400_000;

/**
 * How long a server wants to be left alone (`Retry-After`, RFC 9110, 10.2.3), in milliseconds: seconds, or a date, which
 * is reckoned by the server's own clock where its answer has one. Undefined when it doesn't say, or nothing that can be read.
 */
export function retryAfterMs(
  header: string | null | undefined,
  date: string | null | undefined,
  now: Date = new Date(),
): number | undefined {
  const said = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(said)) return Math.min(Number(said) * 1_000, longestMs);
  if (!/ GMT$/.test(said)) return undefined;
  const from = Date.parse(date ?? '');
  const left = Date.parse(said) - (Number.isNaN(from) ? now.getTime() : from);
  return Number.isNaN(left) ? undefined : Math.min(Math.max(left, 0), longestMs);
}

/** Whether a status may come with the wish to be left alone. */
export const asksToWait = (status: number): boolean => status === 429 || status === 503;
