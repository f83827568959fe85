/**
 * How old a key is, and what that means. Convene's advice: replace keys every 3 to 6 months; 90 days unless the
 * organization chose otherwise.
 */
export const defaultTermDays = 90;
export const dueSoonDays = 14;
const dayMs = 86_400_000;

export type KeyStatus =
  | 'fresh'
  | 'due-soon'
  | 'due'
  | 'overdue'
  | 'revoked'
  | 'never-used'
  | 'not-recognized';

export interface KeyAge {
  /** Whole days since the key was made; never negative, also when this computer's clock is behind. */
  readonly ageDays: number;
  /** Whole days until it is due: 0 on the day, negative afterwards. */
  readonly daysLeft: number;
  readonly dueAt: Date;
  readonly stage: 'fresh' | 'due-soon' | 'due' | 'overdue';
}

/** Days are counted by calendar in the person's own time zone, so that "due today" means today. */
export function keyAge(createdAt: Date, now: Date, termDays = defaultTermDays): KeyAge {
  const dueAt = new Date(createdAt);
  dueAt.setDate(dueAt.getDate() + termDays);
  const daysLeft = calendarDays(now, dueAt);
  const ageDays = Math.max(0, calendarDays(createdAt, now));
  return { ageDays, daysLeft, dueAt, stage: stageOf(daysLeft) };
}

function stageOf(daysLeft: number): KeyAge['stage'] {
  if (daysLeft < 0) return 'overdue';
  if (daysLeft === 0) return 'due';
  return daysLeft <= dueSoonDays ? 'due-soon' : 'fresh';
}

function calendarDays(from: Date, to: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / dayMs);
}
