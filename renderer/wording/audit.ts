import type { AuditActivity, AuditEventView, AuditExport, AuditFilter } from '../../shared/audit/view.ts';
import { fullDayText, relativeDayText } from '../../shared/wording/moments.ts';
import { capitalized, counted, inWords } from '../../shared/wording/numbers.ts';
import { isFiltered } from '../model/audit-address.ts';

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
    const total = more ? countedInAll(counts, events.length) : events.length;
    if (total === undefined) return `${moreThan(events.length)} fit this, the last ${last}.`;
    return `${capitalized(counted(total, 'thing'))} ${total === 1 ? 'fits' : 'fit'} this, the last ${last}.`;
  }
  const today = events.filter(({ at }) => new Date(at).toDateString() === now.toDateString());
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

const calendarDate = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

const dayMs = 86_400_000;
/** Convene counts so many days, and no earlier ones. */
const daysCounted = 400;

/** Undefined where the counts may begin later than the log. */
function countedInAll(counts: AuditActivity | undefined, atLeast: number): number | undefined {
  const [first, last] = [counts?.days[0], counts?.days.at(-1)];
  if (!counts || !first || !last) return undefined;
  if (Date.parse(last.date) - Date.parse(first.date) >= (daysCounted - 1) * dayMs) return undefined;
  const total = counts.days.reduce((sum, { count }) => sum + count, 0);
  return total < atLeast ? undefined : total;
}

function todayWords(count: number, revoked: number): string {
  const things = `${capitalized(counted(count, 'thing'))} happened today.`;
  if (revoked === 0) return things;
  return `${things} ${capitalized(inWords(revoked))} ${revoked === 1 ? 'was a revocation' : 'were revocations'}.`;
}

const revocationsAmong = (events: readonly AuditEventView[]): number =>
  events.filter(({ action, outcome }) => action === 'api_key.revoked' && outcome === 'ok').length;

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
  const revoked = marks.filter(({ what }) => what === 'revoked').length;
  return `Actions per day from ${dayOf(first.date)} to ${dayOf(last.date)}, most on ${dayOf(highest.date)} with ${highest.count.toLocaleString('en-US')}. ${capitalized(counted(revoked, 'key'))} revoked.`;
}

/** `9 June`, of a calendar day. */
export const dayOf = (date: string): string =>
  new Date(`${date}T12:00:00`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });

export const markWords = { revoked: 'Key revoked', created: 'Key made', rotated: 'Key rotated' } as const;

export function exportWords(view: Extract<AuditExport, { state: 'running' | 'done' }>): string {
  const written = counted(view.written, 'event');
  return view.state === 'running' ? `${written} written so far…` : `${written} written to ${view.path}`;
}
