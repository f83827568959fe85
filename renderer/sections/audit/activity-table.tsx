import { memo, type ReactElement, useMemo } from 'react';
import type { AuditActivity } from '../../../shared/audit/view.ts';
import { auditAddress } from '../../common/audit-address.ts';
import { useAudit } from '../../store/use-stores.ts';
import { dayOf, markWords } from './audit-words.ts';

/** The plot in figures, the latest day first. `links`: a day leads to what happened on it. */
export const ActivityTable = memo(function ActivityTable({
  activity,
  links,
}: {
  activity: AuditActivity;
  links?: boolean;
}): ReactElement {
  const filter = useAudit((state) => state.filter);
  const marks = useMemo(() => marksByDay(activity), [activity]);
  return (
    <div className="plot-table">
      <table>
        <caption className="spoken">Actions per day and key</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Actions</th>
            <th scope="col">Refused</th>
            {activity.busiest.map(({ id, name }) => (
              <th scope="col" key={id}>
                {name}
              </th>
            ))}
            <th scope="col">Keys</th>
          </tr>
        </thead>
        <tbody>
          {[...activity.days].reverse().map((day) => (
            <tr key={day.date}>
              <th scope="row">
                {links ? (
                  <a href={auditAddress({ ...filter, from: day.date, until: day.date })}>
                    {dayOf(day.date, activity.days.at(-1)?.date)}
                  </a>
                ) : (
                  dayOf(day.date, activity.days.at(-1)?.date)
                )}
              </th>
              <td>{figure.format(day.count)}</td>
              <td>{figure.format(day.refused)}</td>
              {activity.busiest.map(({ id }) => (
                <td key={id}>{figure.format(day.keys.find((key) => key.id === id)?.count ?? 0)}</td>
              ))}
              <td>{marks.get(day.date)?.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

/** To make one for each figure of a year would take longer than all the rest. */
const figure = new Intl.NumberFormat('en-US');

function marksByDay({ marks }: AuditActivity): ReadonlyMap<string, readonly string[]> {
  const byDay = new Map<string, string[]>();
  for (const { date, what, keyName } of marks) {
    const words = `${markWords[what]}: ${keyName}`;
    const known = byDay.get(date);
    if (known) known.push(words);
    else byDay.set(date, [words]);
  }
  return byDay;
}
