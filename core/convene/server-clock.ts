/** An HTTP date (RFC 9110, section 5.6.7) as ISO 8601 UTC; undefined when it is missing or isn't one. */
export function serverTime(dateHeader: string | null): string | undefined {
  if (dateHeader === null || !/ GMT$/.test(dateHeader)) return undefined;
  const at = new Date(dateHeader);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Milliseconds by which the server's clock is ahead of this computer's; negative when it is behind. */
export const serverClockDifference = (at: string, now: Date): number => Date.parse(at) - now.getTime();
