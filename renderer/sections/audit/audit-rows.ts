import type { AuditEventView } from '../../../shared/audit/view.ts';

/** What the list shows, one under the other. */
export type AuditRow =
  | { readonly is: 'day'; readonly id: string; readonly at: Date }
  /** Everything below was seen before. */
  | { readonly is: 'seen'; readonly id: 'seen'; readonly at: Date }
  | { readonly is: 'event'; readonly id: string; readonly event: AuditEventView };

const isSameDay = (one: Date, other: Date): boolean =>
  one.getDate() === other.getDate() &&
  one.getMonth() === other.getMonth() &&
  one.getFullYear() === other.getFullYear();

/**
 * `rows` and those of older events behind them; only these are gone through. Newest first, under the days of this computer's
 * calendar. `lookedAt`: where new ones end, null where all are.
 */
export function rowsAfter(
  rows: readonly AuditRow[],
  older: readonly AuditEventView[],
  lookedAt: string | null,
): readonly AuditRow[] {
  const all = [...rows];
  const last = all.findLast((row) => row.is === 'event');
  let before = last ? new Date(last.event.at) : undefined;
  const looked = lookedAt === null ? Number.NaN : Date.parse(lookedAt);
  for (const event of older) {
    const at = new Date(event.at);
    if (before && before.getTime() > looked && at.getTime() <= looked)
      all.push({ is: 'seen', id: 'seen', at: new Date(looked) });
    if (!before || !isSameDay(before, at))
      all.push({ is: 'day', id: `day ${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`, at });
    all.push({ is: 'event', id: event.id, event });
    before = at;
  }
  return all;
}
