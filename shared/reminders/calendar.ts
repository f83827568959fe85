/** Days as a calendar on the wall counts them, in one time zone. All instants are milliseconds since 1970, UTC. */
export interface Calendar {
  readonly timeZone: string;
  /** Days since 1 January 1970 by the calendar of that zone. */
  dayOf(at: number): number;
  /** Minutes since midnight by the clock on the wall: 0 to 1439. */
  minuteOf(at: number): number;
  /** The first instant of a day; where midnight is skipped, the first instant after it. */
  startOf(day: number): number;
  /** When the clock on the wall shows that minute of a day; a minute that is skipped comes as much later. */
  instantOf(day: number, minute: number): number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Offsets from UTC reach from 12 hours behind to 14 hours ahead. */
const farthestMs = 15 * hourMs;

/** @throws RangeError when there is no such zone; see `knownZone`. */
export function calendarIn(timeZone: string): Calendar {
  const offsetAt = offsetsOf(timeZone);
  const localOf = (at: number): number => at + offsetAt(at);
  const dayOf = (at: number): number => Math.floor(localOf(at) / dayMs);

  function startOf(day: number): number {
    let [before, from] = [day * dayMs - farthestMs, day * dayMs + farthestMs];
    const usual = day * dayMs - offsetAt(day * dayMs);
    if (dayOf(usual) >= day && dayOf(usual - 1) < day) return usual;
    // The offset changes around that midnight.
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      if (dayOf(middle) >= day) from = middle;
      else before = middle;
    }
    return from;
  }

  return {
    timeZone,
    dayOf,
    minuteOf: (at) => Math.floor((((localOf(at) % dayMs) + dayMs) % dayMs) / minuteMs),
    startOf,
    instantOf(day, minute) {
      const local = day * dayMs + minute * minuteMs;
      const first = local - offsetAt(local - offsetAt(local));
      if (localOf(first) === local) return first;
      const other = local - offsetAt(first);
      return localOf(other) === local ? other : Math.max(first, other);
    },
  };
}

/** The zone by its IANA name if this program knows it, else UTC: reminders an hour off are better than none. */
export function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** The offset of a zone from UTC, in milliseconds. Asked of Intl twice a day at most, for it is slow. */
function offsetsOf(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  const exactly = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
    const whole = Math.floor(at / 1_000) * 1_000;
    return (
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
      whole
    );
  };
  const bounds = new Map<number, number>();
  const atStartOf = (utcDay: number): number => {
    const known = bounds.get(utcDay);
    if (known !== undefined) return known;
    const offset = exactly(utcDay * dayMs);
    bounds.set(utcDay, offset);
    return offset;
  };
  return (at) => {
    const utcDay = Math.floor(at / dayMs);
    const offset = atStartOf(utcDay);
    return offset === atStartOf(utcDay + 1) ? offset : exactly(at);
  };
}
