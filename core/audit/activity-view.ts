import { plotMarks } from '../../shared/audit/plot-marks.ts';
import type { AuditActivity } from '../../shared/audit/view.ts';
import type { WireActivity } from '../../shared/convene/wire.ts';
import type { Calendar } from '../../shared/reminders/calendar.ts';

const dayMs = 86_400_000;

/** Convene's counts as the plot wants them. */
export function activityView({ days, marks }: WireActivity, calendar: Calendar): AuditActivity {
  const total = new Map<string, { id: string; name: string; count: number }>();
  for (const { id, name, count } of days.flatMap(({ keys }) => keys)) {
    total.set(id, { id, name, count: count + (total.get(id)?.count ?? 0) });
  }
  const busiest = [...total.values()]
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count)
    .slice(0, 5);
  const shown = new Set(busiest.map(({ id }) => id));
  const dateOf = (at: string): string =>
    new Date(calendar.dayOf(Date.parse(at)) * dayMs).toISOString().slice(0, 10);
  return {
    days: days.map(({ date, count, refused, keys }) => ({
      date,
      count,
      refused,
      keys: keys
        .filter((key) => key.count > 0 && shown.has(key.id))
        .map((key) => ({ id: key.id, count: key.count })),
    })),
    busiest,
    marks: plotMarks(
      marks.map(({ at, action, resource, name }) => ({ at, action, keyId: resource.id, keyName: name })),
    ).map((mark) => ({ ...mark, date: dateOf(mark.at) })),
  };
}
