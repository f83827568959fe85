import { dueSoonDays, type KeyAge } from '../keys/key-age.ts';

export type DueStage = KeyAge['stage'];

/** Where a key stands on a day. */
export interface DueState {
  readonly stage: DueStage;
  /** Whole days until it is due: 0 on the day, negative afterwards. */
  readonly daysLeft: number;
  /** Whole weeks since it was due. */
  readonly overdueWeeks: number;
}

/** @param daysLeft whole days by the calendar. */
export function dueStateAt(daysLeft: number): DueState {
  return { stage: stageAt(daysLeft), daysLeft, overdueWeeks: Math.max(0, Math.floor(-daysLeft / 7)) };
}

function stageAt(daysLeft: number): DueStage {
  if (daysLeft < 0) return 'overdue';
  if (daysLeft === 0) return 'due';
  return daysLeft <= dueSoonDays ? 'due-soon' : 'fresh';
}

/**
 * How far a key has come, as a number that only grows: each is told of once. The first week after the due day counts
 * with it, so that nobody hears of a key on two days running.
 */
export function markOf({ stage, overdueWeeks }: Pick<DueState, 'stage' | 'overdueWeeks'>): number {
  if (stage === 'fresh') return 0;
  return stage === 'due-soon' ? 1 : 2 + overdueWeeks;
}

/** How many days before it is due the standing changes next: negative when that is after the due day. */
export function nextChange(daysLeft: number): number {
  if (daysLeft > dueSoonDays) return dueSoonDays;
  if (daysLeft > 0) return 0;
  if (daysLeft === 0) return -1;
  return -7 * (Math.floor(-daysLeft / 7) + 1);
}
