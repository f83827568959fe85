/**
 * Where an event stands in the log: its milliseconds since 1970, and its turn within that millisecond. One number that
 * orders by time and then by coming, and below 2^53 until the year 2039.
 */
export const turnsPerMs = 4_096;
export const positionOf = (at: number): number => at * turnsPerMs;
export const timeOf = (position: number): number => Math.floor(position / turnsPerMs);
