import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { AuditEventView } from '../../../shared/audit/view.ts';
import { asOfText, formatDay } from '../../../shared/wording/dates.ts';
import { auditAddress } from '../../common/audit-address.ts';
import { calendarDate } from '../../common/plot-window.ts';
import { mostEvents } from '../../store/audit-store.ts';
import { useAudit, useStores } from '../../store/use-stores.ts';
import { type AuditRow, rowsAfter } from './audit-rows.ts';
import { dayHeading } from './audit-words.ts';
import { EventRow } from './event-row.tsx';

/** Rows from the end at which the next page is asked for. */
const nearTheEnd = 40;
const rowHeights = { day: 54, seen: 34, event: 37 } as const;

/** Only the rows in view are drawn, however long the log is. Arrow keys walk from event to event, Enter opens one. */
export function EventList({ now }: { now: Date }): ReactElement {
  const { audit } = useStores();
  const events = useAudit((state) => state.events);
  const lookedAt = useAudit((state) => state.lookedAt);
  const nextCursor = useAudit((state) => state.nextCursor);
  const rows = useRows(events, lookedAt);
  const list = useRef<HTMLOListElement>(null);
  const [openId, setOpenId] = useState<string>();
  const [atRow, setAtRow] = useState(-1);
  const [top, setTop] = useState(0);
  // The plot above may grow and shrink.
  useEffect(() => {
    const measure = (): void => setTop(list.current?.offsetTop ?? 0);
    measure();
    const watcher = new ResizeObserver(measure);
    if (list.current?.parentElement) watcher.observe(list.current.parentElement);
    return () => watcher.disconnect();
  }, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current?.closest<HTMLElement>('.main') ?? null,
    estimateSize: (index) => rowHeights[rows[index]?.is ?? 'event'],
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollMargin: top,
    overscan: 12,
  });
  const drawn = virtual.getVirtualItems();
  const slotOf = useSlots(drawn.map(({ index }) => index));
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - nearTheEnd) void audit.more();
  }, [last, rows.length, audit]);

  const toggle = useCallback((index: number, eventId: string): void => {
    setAtRow(index);
    setOpenId((before) => (before === eventId ? undefined : eventId));
  }, []);
  const firstEvent = rows.findIndex(({ is }) => is === 'event');
  const current = atRow < 0 ? firstEvent : atRow;
  function walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    let next = Math.min(rows.length - 1, Math.max(0, current + step));
    while (rows[next] && rows[next]?.is !== 'event') next += Math.sign(step);
    if (!rows[next]) return;
    setAtRow(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-index="${next}"] .event-line`)?.focus(),
    );
  }

  return (
    <>
      <ol
        className="event-list"
        ref={list}
        aria-label="Events, newest first"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={walk}
      >
        {drawn.map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <Place
              // The row that has the focus or is open stays what it is; the others change what they show.
              key={index === atRow || row.id === openId ? row.id : slotOf(index)}
              index={index}
              is={row.is}
              top={start - top}
              watch={virtual.measureElement}
              onHeight={virtual.resizeItem}
            >
              {row.is === 'event' && (
                <EventRow
                  event={row.event}
                  index={index}
                  isOpen={openId === row.id}
                  tabIndex={index === current ? 0 : -1}
                  onToggle={toggle}
                />
              )}
              {row.is === 'day' && <DayHead at={row.at} now={now} />}
              {row.is === 'seen' && <p>You had seen everything below, at {asOfText(row.at, now)}.</p>}
            </Place>
          );
        })}
      </ol>
      {nextCursor !== null && events.length >= mostEvents && (
        <MoreByDay newest={events[0]} oldest={events.at(-1)} now={now} />
      )}
    </>
  );
}

/** Where a row stands. While the list is scrolled, it becomes the place of another row. */
function Place(parts: {
  index: number;
  is: AuditRow['is'];
  top: number;
  /** Sees to later changes of its height. */
  watch: (element: HTMLElement | null) => void;
  onHeight: (index: number, height: number) => void;
  children: ReactNode;
}): ReactElement {
  const { index, is, top, watch, onHeight } = parts;
  const element = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => watch(element.current), [watch]);
  // Another row may be of another height, which isn't a change of this place's own.
  useLayoutEffect(() => {
    if (element.current) onHeight(index, element.current.offsetHeight);
  }, [index, onHeight]);
  return (
    <li
      ref={element}
      data-index={index}
      className={`event-row event-row-${is}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {parts.children}
    </li>
  );
}

/**
 * Which of a few places each row is drawn in: what scrolls into view takes the place of what has left it, as to make and
 * throw away a row for each would cost most of a frame, and hundreds of megabytes until they are collected.
 */
function useSlots(indexes: readonly number[]): (index: number) => number {
  const held = useRef<ReadonlyMap<number, number>>(new Map());
  const inView = new Set(indexes);
  const slots = new Map([...held.current].filter(([index]) => inView.has(index)));
  const taken = new Set(slots.values());
  let next = 0;
  for (const index of indexes) {
    if (slots.has(index)) continue;
    while (taken.has(next)) next += 1;
    taken.add(next);
    slots.set(index, next);
  }
  held.current = slots;
  return (index) => slots.get(index) ?? index;
}

/** The rows of all events; when older ones come behind them, only those are gone through. */
function useRows(events: readonly AuditEventView[], lookedAt: string | null): readonly AuditRow[] {
  const before = useRef<Laid>({ events: [], lookedAt: null, rows: [] });
  return useMemo(() => {
    const laid = before.current;
    const count = laid.events.length;
    const goesOn =
      count > 0 &&
      laid.lookedAt === lookedAt &&
      events[0] === laid.events[0] &&
      events[count - 1] === laid.events[count - 1];
    const rows = goesOn
      ? rowsAfter(laid.rows, events.slice(count), lookedAt)
      : rowsAfter([], events, lookedAt);
    before.current = { events, lookedAt, rows };
    return rows;
  }, [events, lookedAt]);
}

interface Laid {
  readonly events: readonly AuditEventView[];
  readonly lookedAt: string | null;
  readonly rows: readonly AuditRow[];
}

/** The list ends here; the next one begins at the day where it ends. */
function MoreByDay(parts: {
  newest: AuditEventView | undefined;
  oldest: AuditEventView | undefined;
  now: Date;
}): ReactElement {
  const filter = useAudit((state) => state.filter);
  const [first, last] = [parts.newest, parts.oldest].map((event) => event && new Date(event.at));
  const isOfOneDay = first?.toDateString() === last?.toDateString();
  return (
    <p className="audit-empty">
      There is more.{' '}
      {last && !isOfOneDay ? (
        <a href={auditAddress({ ...filter, until: calendarDate(last) })}>
          Go on at {formatDay(last, parts.now)}
        </a>
      ) : (
        'Narrow it by a key, a person or an action, or export the log.'
      )}
    </p>
  );
}

function DayHead({ at, now }: { at: Date; now: Date }): ReactElement {
  const { title, detail } = dayHeading(at, now);
  return (
    <h2 className="event-day">
      {title} <small>{detail}</small>
    </h2>
  );
}
