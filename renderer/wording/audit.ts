import type { AuditActivity, AuditEventView, AuditExport, AuditFilter } from '../../shared/audit/view.ts';
import { fullDayText, relativeDayText } from '../../shared/wording/moments.ts';
import { capitalized, counted, inWords } from '../../shared/wording/numbers.ts';
import { isFiltered } from '../model/audit-address.ts';

/** The answer: `Nine things happened today. One was a revocation.` */
export function auditTitle(facts: {
  readonly filter: AuditFilter;
  readonly events: readonly AuditEventView[];
  readonly more: boolean;
  readonly now: Date;
}): string {
  const { filter, events, more, now } = facts;
  if (events.length === 0) return isFiltered(filter) ? 'Nothing fits this.' : 'Nothing has happened yet.';
  if (isFiltered(filter)) {
    const last = relativeDayText(new Date(events[0]?.at ?? now), now);
    if (more) return `More than ${events.length.toLocaleString('en-US')} things fit this, the last ${last}.`;
    return `${capitalized(counted(events.length, 'thing'))} ${events.length === 1 ? 'fits' : 'fit'} this, the last ${last}.`;
  }
  const today = events.filter(({ at }) => new Date(at).toDateString() === now.toDateString());
  if (today.length === 0) return 'Nothing has happened today.';
  const count = more && today.length === events.length ? `More than ${today.length}` : undefined;
  const things = count ? `${count} things` : capitalized(counted(today.length, 'thing'));
  return `${things} happened today.${revocations(today)}`;
}

function revocations(events: readonly AuditEventView[]): string {
  const count = events.filter(
    ({ action, outcome }) => action === 'api_key.revoked' && outcome === 'ok',
  ).length;
  if (count === 0) return '';
  return ` ${capitalized(inWords(count))} ${count === 1 ? 'was a revocation' : 'were revocations'}.`;
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
