import type { AuditEventView } from '../../shared/audit/view.ts';

/** What the list shows, one under the other. */
export type AuditRow =
  | { readonly is: 'day'; readonly id: string; readonly at: Date; readonly count: number }
  /** Everything below was seen before. */
  | { readonly is: 'seen'; readonly id: 'seen'; readonly at: Date }
  | { readonly is: 'event'; readonly id: string; readonly event: AuditEventView };

const dayOf = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

/** Newest first, under the days of this computer's calendar. `lookedAt`: where new ones end, null where all are. */
export function auditRows(events: readonly AuditEventView[], lookedAt: string | null): AuditRow[] {
  const rows: AuditRow[] = [];
  let day: Extract<AuditRow, { is: 'day' }> | undefined;
  let dayAt = -1;
  let isNew = false;
  for (const event of events) {
    const at = new Date(event.at);
    const wasSeen = lookedAt !== null && at.getTime() <= Date.parse(lookedAt);
    if (isNew && wasSeen) rows.push({ is: 'seen', id: 'seen', at: new Date(lookedAt ?? '') });
    isNew = lookedAt !== null && !wasSeen;
    if (!day || dayOf(day.at) !== dayOf(at)) {
      day = { is: 'day', id: `day ${dayOf(at)}`, at, count: 0 };
      dayAt = rows.length;
      rows.push(day);
    }
    day = { ...day, count: day.count + 1 };
    rows[dayAt] = day;
    rows.push({ is: 'event', id: event.id, event });
  }
  return rows;
}
