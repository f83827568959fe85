import { memo, type ReactElement, useMemo, useState } from 'react';
import type { AuditActivity, AuditFilter } from '../../../shared/audit/view.ts';
import { calendarDate, daysBetween, everyDay, mostDays, plotFilter } from '../../common/plot-window.ts';
import { useAudit } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ActivityTable } from './activity-table.tsx';
import { dayWords, plotWords, plotWordsOfKey } from './audit-words.ts';
import { type BarDay, PlotBars } from './plot-bars.tsx';

/** Days that are shown before more are asked for; more are thinner than a finger's breadth of pixels. */
const daysAtFirst = 92;

type Shows = 'all' | 'keys' | 'table';

/** How much happened on each day, and when keys came and went; by key, or as a table, on a press. */
export const ActivityPlot = memo(function ActivityPlot({ now }: { now: Date }): ReactElement | null {
  const activity = useAudit((state) => state.activity);
  const countedFor = useAudit((state) => state.activityFor);
  const failure = useAudit((state) => state.activityFailure);
  const [shows, setShows] = useState<Shows>('all');
  const [isLong, setIsLong] = useState(false);
  /** The day that is pointed at or has the focus. */
  const [pointedAt, setPointedAt] = useState<string>();
  const today = calendarDate(now);
  const span = useMemo(() => spanOf(activity, countedFor ?? {}, today), [activity, countedFor, today]);
  const dates = useMemo(
    () => (span ? everyDay(span.first, span.last, isLong ? mostDays : daysAtFirst) : []),
    [span, isLong],
  );
  if (failure && !activity)
    return <p className="audit-plot-none">How much happened on each day can’t be shown just now.</p>;
  if (!activity || !span) return null;
  return (
    <figure className="plot">
      <figcaption className="plot-head">
        <span>{pointedAt ? dayWords(activity, pointedAt) : 'Actions per day'}</span>
        {shows !== 'table' && <Legend />}
        <span className="plot-switch">
          {daysBetween(span.first, span.last) > daysAtFirst && shows !== 'table' && (
            <Button look="link" onPress={() => setIsLong(!isLong)}>
              {isLong ? 'Last three months' : 'Further back'}
            </Button>
          )}
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
        <ActivityTable activity={activity} links />
      ) : (
        <>
          <Plot activity={activity} dates={dates} byKey={shows === 'keys'} onPoint={setPointedAt} />
          <div className="spoken">
            <ActivityTable activity={activity} />
          </div>
        </>
      )}
    </figure>
  );
});

const Legend = (): ReactElement => (
  <span className="plot-legend">
    <span>
      <i className="plot-swatch plot-refused" aria-hidden="true" />
      Refused
    </span>
    <span>
      <Icon name="plus" />
      Key made
    </span>
    <span>
      <Icon name="rotate" />
      Key rotated
    </span>
    <span>
      <Icon name="revoke" />
      Key revoked
    </span>
  </span>
);

/** From the first to the last day that is shown; those that were asked for also where nothing happened on them. */
function spanOf(
  activity: AuditActivity | undefined,
  countedFor: AuditFilter,
  today: string,
): { first: string; last: string } | undefined {
  const [first, last] = [activity?.days[0], activity?.days.at(-1)];
  if (!first || !last) return undefined;
  const { from, until } = plotFilter(countedFor, today);
  return {
    first: from !== undefined && from < first.date ? from : first.date,
    last: until !== undefined && until > last.date && until <= today ? until : last.date,
  };
}

function Plot(parts: {
  activity: AuditActivity;
  dates: readonly string[];
  byKey: boolean;
  onPoint: (date: string | undefined) => void;
}): ReactElement {
  const { activity, dates, onPoint } = parts;
  const all = useMemo(() => new Map<string, BarDay>(activity.days.map((day) => [day.date, day])), [activity]);
  const words = useMemo(() => plotWords(activity), [activity]);
  if (!parts.byKey)
    return <PlotBars label={words} marks={activity.marks} days={all} dates={dates} onPoint={onPoint} />;
  return (
    <>
      {activity.busiest.map(({ id, name }) => (
        <PlotOfKey key={id} id={id} name={name} activity={activity} dates={dates} onPoint={onPoint} />
      ))}
    </>
  );
}

function PlotOfKey(parts: {
  id: string;
  name: string;
  activity: AuditActivity;
  dates: readonly string[];
  onPoint: (date: string | undefined) => void;
}): ReactElement {
  const { id, name, activity } = parts;
  const days = useMemo(() => {
    const counted = new Map<string, BarDay>();
    for (const { date, keys } of activity.days) {
      const own = keys.find((key) => key.id === id);
      if (own) counted.set(date, { count: own.count, refused: 0 });
    }
    return counted;
  }, [activity, id]);
  const marks = useMemo(() => activity.marks.filter(({ keyId }) => keyId === id), [activity, id]);
  return (
    <section className="plot-of-key" aria-label={name}>
      <p className="plot-key-name">{name}</p>
      <PlotBars
        label={plotWordsOfKey(name, days)}
        marks={marks}
        days={days}
        dates={parts.dates}
        onPoint={parts.onPoint}
        small
      />
    </section>
  );
}
