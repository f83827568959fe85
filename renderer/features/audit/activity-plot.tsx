import { type ReactElement, useMemo, useState } from 'react';
import type { AuditActivity } from '../../../shared/audit/view.ts';
import { auditAddress } from '../../model/audit-address.ts';
import { everyDay, plotTop } from '../../model/plot-scale.ts';
import { useAudit } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { dayOf, markWords, plotWords } from '../../wording/audit.ts';

/** Days beside one another; more would be thinner than a finger's breadth of pixels. */
const mostDays = 92;

type Day = AuditActivity['days'][number];
type Shows = 'all' | 'keys' | 'table';

/** How much happened on each day, and when keys came and went; by key, or as a table, on a press. */
export function ActivityPlot(): ReactElement | null {
  const activity = useAudit((state) => state.activity);
  const failure = useAudit((state) => state.activityFailure);
  const [shows, setShows] = useState<Shows>('all');
  if (failure && !activity)
    return <p className="audit-plot-none">How much happened on each day can’t be shown just now.</p>;
  if (!activity || activity.days.length === 0) return null;
  return (
    <figure className="plot">
      <figcaption className="plot-head">
        <span>Actions per day</span>
        <span className="plot-legend">
          <span>
            <i className="plot-swatch plot-refused" aria-hidden="true" />
            Refused
          </span>
          <span>
            <Icon name="refresh" />
            Key made or rotated
          </span>
          <span>
            <Icon name="close" />
            Key revoked
          </span>
        </span>
        <span className="plot-switch">
          {activity.busiest.length > 1 && (
            <Button look="link" onPress={() => setShows(shows === 'keys' ? 'all' : 'keys')}>
              {shows === 'keys' ? 'All keys together' : 'By key'}
            </Button>
          )}
          <Button look="link" onPress={() => setShows(shows === 'table' ? 'all' : 'table')}>
            {shows === 'table' ? 'Show as plot' : 'Show as table'}
          </Button>
        </span>
      </figcaption>
      {shows === 'table' ? (
        <Table activity={activity} />
      ) : (
        <>
          <Plot activity={activity} byKey={shows === 'keys'} />
          <div className="spoken">
            <Table activity={activity} />
          </div>
        </>
      )}
    </figure>
  );
}

function Plot({ activity, byKey }: { activity: AuditActivity; byKey: boolean }): ReactElement {
  const dates = useMemo(
    () => everyDay(activity.days[0]?.date ?? '', activity.days.at(-1)?.date ?? '', mostDays),
    [activity],
  );
  const dayAt = useMemo(() => new Map(activity.days.map((day) => [day.date, day])), [activity]);
  if (!byKey) return <Bars activity={activity} dates={dates} countOf={(date) => dayAt.get(date)} />;
  return (
    <>
      {activity.busiest.map(({ id, name }) => (
        <section key={id} className="plot-of-key" aria-label={name}>
          <p className="plot-key-name">{name}</p>
          <Bars
            activity={{ ...activity, marks: activity.marks.filter(({ keyId }) => keyId === id) }}
            dates={dates}
            countOf={(date) => {
              const count = dayAt.get(date)?.keys.find((key) => key.id === id)?.count;
              return count === undefined ? undefined : { count, refused: 0 };
            }}
            small
          />
        </section>
      ))}
    </>
  );
}

function Bars(parts: {
  activity: AuditActivity;
  dates: readonly string[];
  countOf: (date: string) => Pick<Day, 'count' | 'refused'> | undefined;
  small?: boolean;
}): ReactElement {
  const { activity, dates, countOf } = parts;
  const filter = useAudit((state) => state.filter);
  const counts = dates.map((date) => countOf(date)?.count ?? 0);
  const top = plotTop(Math.max(0, ...counts));
  const every = Math.ceil(dates.length / 6);
  return (
    <div className={parts.small ? 'plot-body plot-small' : 'plot-body'}>
      <div
        className="plot-bars"
        role="img"
        aria-label={plotWords(activity)}
        style={{ gridTemplateColumns: `repeat(${dates.length}, minmax(0, 1fr))` }}
      >
        {dates.map((date, index) => {
          const day = countOf(date);
          const marks = activity.marks.filter((mark) => mark.date === date);
          const share = ((counts[index] ?? 0) / top) * 100;
          const refused = day && day.count > 0 ? (day.refused / day.count) * 100 : 0;
          return (
            <a
              key={date}
              className="plot-day"
              tabIndex={-1}
              href={auditAddress({ ...filter, from: date, until: date })}
              title={`${dayOf(date)}: ${(day?.count ?? 0).toLocaleString('en-US')}`}
            >
              {marks.length > 0 && (
                <span className="plot-mark" style={{ bottom: `calc(${share}% + 3px)` }}>
                  <Icon name={marks.some(({ what }) => what === 'revoked') ? 'close' : 'refresh'} />
                </span>
              )}
              <i className="plot-bar" style={{ height: `${share}%` }}>
                <i className="plot-refused" style={{ height: `${refused}%` }} />
              </i>
            </a>
          );
        })}
        <em className="plot-top">{top.toLocaleString('en-US')}</em>
        {!parts.small && <em className="plot-half">{(top / 2).toLocaleString('en-US')}</em>}
      </div>
      <div className="plot-axis" aria-hidden="true">
        {dates.map((date, index) =>
          index % every === 0 ? (
            <span key={date} style={{ left: `${(index / dates.length) * 100}%` }}>
              {dayOf(date)}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}

const Table = ({ activity }: { activity: AuditActivity }): ReactElement => (
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
            <th scope="row">{dayOf(day.date)}</th>
            <td>{day.count.toLocaleString('en-US')}</td>
            <td>{day.refused.toLocaleString('en-US')}</td>
            {activity.busiest.map(({ id }) => (
              <td key={id}>{(day.keys.find((key) => key.id === id)?.count ?? 0).toLocaleString('en-US')}</td>
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
