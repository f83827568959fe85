import { type KeyboardEvent, memo, type ReactElement, useMemo, useRef, useState } from 'react';
import type { AuditActivity } from '../../../shared/audit/view.ts';
import { auditAddress } from '../../common/audit-address.ts';
import { apart, isChosen } from '../../common/plot-window.ts';
import { useAudit } from '../../store/use-stores.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { barWords, dayOf } from './audit-words.ts';
import { plotTop } from './plot-scale.ts';

export interface BarDay {
  readonly count: number;
  readonly refused: number;
}

type Mark = AuditActivity['marks'][number];

/** The most telling first: of several on one day, only that one has room. */
const markIcons: readonly (readonly [Mark['what'], IconName])[] = [
  ['revoked', 'revoke'],
  ['rotated', 'rotate'],
  ['created', 'plus'],
];

/** Marks that fit beside one another in the narrowest window. */
const mostMarksAcross = 46;
/** Beyond so many days, gaps would take more room than bars. */
const daysWithGaps = 120;
const datesOnAxis = 6;

/** A bar per day. A press on one shows that day alone; arrow keys walk from day to day. */
export const PlotBars = memo(function PlotBars(parts: {
  label: string;
  dates: readonly string[];
  days: ReadonlyMap<string, BarDay>;
  marks: readonly Mark[];
  onPoint: (date: string | undefined) => void;
  small?: boolean;
}): ReactElement {
  const { dates, days, onPoint } = parts;
  const filter = useAudit((state) => state.filter);
  const [at, setAt] = useState(-1);
  const bars = useRef<HTMLFieldSetElement>(null);
  const top = plotTop(Math.max(0, ...dates.map((date) => days.get(date)?.count ?? 0)));
  const marksOn = useMemo(() => byDate(parts.marks), [parts.marks]);
  const marked = useMemo(() => markedDays(parts.marks, dates.length), [parts.marks, dates.length]);
  const every = Math.ceil(dates.length / datesOnAxis);
  const current = at < 0 || at >= dates.length ? dates.length - 1 : at;

  function walk(event: KeyboardEvent): void {
    const last = dates.length - 1;
    const next = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = Math.min(last, Math.max(0, next));
    setAt(to);
    bars.current?.querySelectorAll<HTMLElement>('.plot-day')[to]?.focus();
  }

  const classes = ['plot-body', parts.small && 'plot-small', dates.length > daysWithGaps && 'plot-dense'];
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      <div className="plot-area">
        <div className="plot-image" role="img" aria-label={parts.label} />
        <fieldset
          ref={bars}
          className="plot-bars"
          aria-label="Days"
          style={{ gridTemplateColumns: `repeat(${dates.length}, minmax(0, 1fr))` }}
          onKeyDown={walk}
          onPointerLeave={() => onPoint(undefined)}
          onBlur={() => onPoint(undefined)}
        >
          {dates.map((date, index) => {
            const day = days.get(date);
            const share = ((day?.count ?? 0) / top) * 100;
            const icon = marked.get(date);
            return (
              <a
                key={date}
                className={isChosen(date, filter) ? 'plot-day plot-chosen' : 'plot-day'}
                tabIndex={index === current ? 0 : -1}
                href={auditAddress({ ...filter, from: date, until: date })}
                aria-label={barWords(date, day, marksOn.get(date) ?? [])}
                onPointerEnter={() => onPoint(date)}
                onFocus={() => {
                  setAt(index);
                  onPoint(date);
                }}
              >
                {icon && (
                  <span className="plot-mark" style={{ bottom: `calc(${share}% + 3px)` }}>
                    <Icon name={icon} />
                  </span>
                )}
                <i className="plot-bar" style={{ height: `${share}%` }}>
                  {day && day.refused > 0 && (
                    <i className="plot-refused" style={{ height: `${(day.refused / day.count) * 100}%` }} />
                  )}
                </i>
              </a>
            );
          })}
        </fieldset>
        <em className="plot-top">{top.toLocaleString('en-US')}</em>
        {!parts.small && <em className="plot-half">{(top / 2).toLocaleString('en-US')}</em>}
      </div>
      <div className="plot-axis" aria-hidden="true">
        {dates.map((date, index) =>
          index % every === 0 ? (
            <span key={date} style={{ left: `${(index / dates.length) * 100}%` }}>
              {dayOf(date, dates.at(-1))}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
});

function byDate(marks: readonly Mark[]): ReadonlyMap<string, readonly Mark[]> {
  const days = new Map<string, Mark[]>();
  for (const mark of marks) {
    const known = days.get(mark.date);
    if (known) known.push(mark);
    else days.set(mark.date, [mark]);
  }
  return days;
}

/** Which day has which sign; where they would lie on one another, revocations have theirs first. */
function markedDays(marks: readonly Mark[], days: number): ReadonlyMap<string, IconName> {
  const signs = new Map<string, IconName>();
  for (const [what, icon] of markIcons) {
    for (const mark of marks) if (mark.what === what && !signs.has(mark.date)) signs.set(mark.date, icon);
  }
  const placed = apart([...signs.keys()], Math.ceil(days / mostMarksAcross));
  return new Map([...signs].filter(([date]) => placed.has(date)));
}
