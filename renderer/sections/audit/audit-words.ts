import type { AuditActivity, AuditEventView, AuditExport, AuditFilter } from '../../../shared/audit/view.ts';
import { formatDay, fullDayText, relativeDayText } from '../../../shared/wording/dates.ts';
import { capitalized, counted, inWords, listed } from '../../../shared/wording/numbers.ts';
import { isFiltered } from '../../common/audit-address.ts';
import { calendarDate, daysBetween, isChosen, mostDays } from '../../common/plot-window.ts';

/** The answer: `Nine things happened today. One was a revocation.` */
export function auditTitle(facts: {
  readonly filter: AuditFilter;
  readonly events: readonly AuditEventView[];
  /** There are older ones than `events`. */
  readonly more: boolean;
  /** How much there is on each day, once that is known. */
  readonly counts?: AuditActivity;
  readonly now: Date;
}): string {
  const { filter, events, more, counts, now } = facts;
  if (events.length === 0) return isFiltered(filter) ? 'Nothing fits this.' : 'Nothing has happened yet.';
  if (isFiltered(filter)) {
    const last = relativeDayText(new Date(events[0]?.at ?? now), now);
    const total = more ? countedInAll(counts, filter, events.length) : events.length;
    if (total === undefined) return `${moreThan(events.length)} fit this, the last ${last}.`;
    return `${capitalized(counted(total, 'thing'))} ${total === 1 ? 'fits' : 'fit'} this, the last ${last}.`;
  }
  const today = eventsOfDay(events, now);
  if (today.length === 0) return 'Nothing has happened today.';
  if (!more || today.length < events.length) return todayWords(today.length, revocationsAmong(today));
  // Today goes on beyond what is loaded.
  const date = calendarDate(now);
  const total = counts?.days.find((day) => day.date === date)?.count ?? 0;
  const revoked = counts?.marks.filter((mark) => mark.date === date && mark.what !== 'created').length ?? 0;
  if (total < today.length) return `${moreThan(today.length)} happened today.`;
  return todayWords(total, revoked);
}

const moreThan = (count: number): string => `More than ${count.toLocaleString('en-US')} things`;

/** Undefined where the counts may begin later than what is looked for. */
function countedInAll(
  counts: AuditActivity | undefined,
  filter: AuditFilter,
  atLeast: number,
): number | undefined {
  const [first, last] = [counts?.days[0], counts?.days.at(-1)];
  if (!counts || !first || !last || daysBetween(first.date, last.date) >= mostDays) return undefined;
  // Around a few chosen days, others are counted as well.
  const isAll = filter.from === undefined && filter.until === undefined;
  const days = isAll ? counts.days : counts.days.filter(({ date }) => isChosen(date, filter));
  const total = days.reduce((sum, { count }) => sum + count, 0);
  return total < atLeast ? undefined : total;
}

function todayWords(count: number, revoked: number): string {
  const things = `${capitalized(counted(count, 'thing'))} happened today.`;
  if (revoked === 0) return things;
  return `${things} ${capitalized(inWords(revoked))} ${revoked === 1 ? 'was a revocation' : 'were revocations'}.`;
}

const revocationsAmong = (events: readonly AuditEventView[]): number =>
  events.filter(({ action, outcome }) => action === 'api_key.revoked' && outcome === 'ok').length;

/** They come newest first, so that only those of the day and what is newer are looked at. */
function eventsOfDay(events: readonly AuditEventView[], day: Date): readonly AuditEventView[] {
  const begins = new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const ends = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
  const older = events.findIndex(({ at }) => Date.parse(at) < begins);
  return events.slice(0, older === -1 ? events.length : older).filter(({ at }) => Date.parse(at) < ends);
}

export const auditSub = (market: string): string =>
  `Everything your keys and people did in ${market}, newest first.`;

export const dayHeading = (at: Date, now: Date): { title: string; detail: string } => {
  const title = capitalized(relativeDayText(at, now));
  const detail = fullDayText(at);
  return { title, detail: title === detail ? '' : detail };
};

/** The plot in a sentence, for who doesn't see it. */
export function plotWords({ days, marks }: AuditActivity): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return 'Nothing happened in this time.';
  const highest = days.reduce((most, day) => (day.count > most.count ? day : most), first);
  const ends = (['revoked', 'rotated'] as const).map((what) => {
    const count = marks.filter((mark) => mark.what === what).length;
    return `${counted(count, 'key')} ${what}`;
  });
  return `Actions per day from ${dayOf(first.date, last.date)} to ${dayOf(last.date)}, most on ${dayOf(highest.date, last.date)} with ${highest.count.toLocaleString('en-US')}. ${capitalized(listed(ends))}.`;
}

export function plotWordsOfKey(name: string, days: ReadonlyMap<string, { readonly count: number }>): string {
  const [first, ...others] = days;
  if (!first) return `${name}: nothing in this time.`;
  const [date, { count }] = others.reduce((most, day) => (day[1].count > most[1].count ? day : most), first);
  return `${name}: actions per day, most on ${dayOf(date)} with ${count.toLocaleString('en-US')}.`;
}

/** One bar of the plot: `9 June: 32 actions, six refused. Key revoked: Cursor on Market office laptop.` */
export function barWords(
  date: string,
  day: { readonly count: number; readonly refused: number } | undefined,
  marks: readonly { readonly what: keyof typeof markWords; readonly keyName: string }[],
): string {
  const refused = day && day.refused > 0 ? `, ${inWords(day.refused)} refused` : '';
  const named = marks.slice(0, namedMarks).map(({ what, keyName }) => ` ${markWords[what]}: ${keyName}.`);
  const others = marks.length - named.length;
  const rest = others > 0 ? ` And ${inWords(others)} more.` : '';
  return `${dayOf(date)}: ${counted(day?.count ?? 0, 'action')}${refused}.${named.join('')}${rest}`;
}
const namedMarks = 2;

/** What is said of a day while it is pointed at. */
export const dayWords = ({ days, marks }: AuditActivity, date: string): string =>
  barWords(
    date,
    days.find((day) => day.date === date),
    marks.filter((mark) => mark.date === date),
  );

/** `9 June`, of a calendar day; with its year where that isn't `latest`'s. */
export const dayOf = (date: string, latest = date): string => formatDay(noon(date), noon(latest));

const noon = (date: string): Date => new Date(`${date}T12:00:00`);

export const markWords = { revoked: 'Key revoked', created: 'Key made', rotated: 'Key rotated' } as const;

export function exportWords(view: Extract<AuditExport, { state: 'running' | 'done' }>): string {
  const written = counted(view.written, 'event');
  return view.state === 'running' ? `${written} written so far…` : `${written} written to ${view.path}`;
}
