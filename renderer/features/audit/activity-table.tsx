import type { ReactElement } from 'react';
import type { AuditActivity } from '../../../shared/audit/view.ts';
import { auditAddress } from '../../model/audit-address.ts';
import { useAudit } from '../../store/use-stores.ts';
import { dayOf, markWords } from '../../wording/audit.ts';

/** The plot in figures, the latest day first. `links`: a day leads to what happened on it. */
export function ActivityTable({
  activity,
  links,
}: {
  activity: AuditActivity;
  links?: boolean;
}): ReactElement {
  const filter = useAudit((state) => state.filter);
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
              <td>{day.count.toLocaleString('en-US')}</td>
              <td>{day.refused.toLocaleString('en-US')}</td>
              {activity.busiest.map(({ id }) => (
                <td key={id}>
                  {(day.keys.find((key) => key.id === id)?.count ?? 0).toLocaleString('en-US')}
                </td>
              ))}
              <td>
                {activity.marks
                  .filter(({ date }) => date === day.date)
                  .map(({ what, keyName }) => `${markWords[what]}: ${keyName}`)
                  .join('; ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
