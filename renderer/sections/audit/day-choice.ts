import type { AuditFilter } from '../../../shared/audit/view.ts';
import { daysLater } from '../../common/plot-window.ts';

/** Usual choices of days; `other` is any other one. */
export const dayChoices = ['any', 'today', 'week', 'month', 'quarter', 'other'] as const;
export type DayChoice = (typeof dayChoices)[number];
type Days = Pick<AuditFilter, 'from' | 'until'>;

/** How many days each choice goes back, today included. */
const lengths = { today: 1, week: 7, month: 30, quarter: 90 } as const;

/** The days of a choice, as they stand in the filter; for `other` those that are chosen so far. */
export function daysOf(choice: DayChoice, today: string, chosen: Days): Days {
  if (choice === 'other') return { from: chosen.from, until: chosen.until };
  if (choice === 'any') return { from: undefined, until: undefined };
  return { from: daysLater(today, 1 - lengths[choice]), until: today };
}

/** Which choice a filter's days are. */
export function dayChoiceOf({ from, until }: Days, today: string): DayChoice {
  if (from === undefined && until === undefined) return 'any';
  return (
    (['today', 'week', 'month', 'quarter'] as const).find((choice) => {
      const days = daysOf(choice, today, {});
      return days.from === from && days.until === until;
    }) ?? 'other'
  );
}
