import { createStore } from 'zustand/vanilla';
import type {
  AuditActivity,
  AuditEventView,
  AuditExport,
  AuditFilter,
  AuditMarks,
  AuditPageView,
} from '../../shared/audit/view.ts';
import { failure } from '../../shared/failure.ts';
import { type Calendar, calendarIn, knownZone } from '../../shared/reminders/calendar.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type Account, type SignedIn, scopeOf } from '../account/account.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';
import { timeZoneHere } from '../time-zone.ts';
import { activityView } from './activity-view.ts';
import { type ExportFormat, type ExportTo, exportEvents, type Written } from './export.ts';
import { type ExportPlaces, forgetUnfinished, noteUnfinished, whileNoted } from './export-folders.ts';
import { queryFor } from './filter-query.ts';
import { type LookedFile, lookedAtIn, withLookedAt } from './last-seen.ts';
import { markEvents } from './mark-events.ts';

export interface AuditDeps {
  readonly account: Pick<Account, 'signedIn'>;
  readonly looked: StateFile<LookedFile>;
  /** Where files are being written; outlives a kill. */
  readonly places: StateFile<ExportPlaces>;
  readonly log: Log;
  /** By whose calendar days are meant; this computer's zone when left out. */
  readonly timeZone?: () => string;
}

/** The audit log of the organization that is chosen. */
export type Audit = ReturnType<typeof createAudit>;

const pageSize = 100;

export function createAudit(parts: AuditDeps) {
  const { account, looked, places, log } = parts;
  const timeZone = parts.timeZone ?? timeZoneHere;
  const exporting = createStore<AuditExport>(() => ({ state: 'none' }));
  let abort: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();

  let calendar: Calendar = calendarIn(knownZone(timeZone()));
  /** The zone may change while the program runs: a laptop travels. */
  function calendarNow(): Calendar {
    const zone = knownZone(timeZone());
    if (zone !== calendar.timeZone) calendar = calendarIn(zone);
    return calendar;
  }

  /** Newest first, from `cursor` on; `limit` events at most. */
  async function page(
    filter: AuditFilter,
    cursor: string | null,
    limit = pageSize,
  ): Promise<Result<AuditPageView>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const query = queryFor(filter, calendarNow());
    if (!query.ok) return query;
    const { convene, organization } = who.value;
    const [answer, last] = await Promise.all([
      convene.auditPage(organization.id, query.value, cursor, limit),
      looked.read(),
    ]);
    if (!answer.ok) return answer;
    // Not to know what is new is no reason to show nothing.
    if (!last.ok) log('last look at the audit log could not be read', { failure: last.error });
    const { events, nextCursor, at: asOf } = answer.value;
    const lookedAt = last.ok ? (lookedAtIn(last.value, scopeOf(who.value)) ?? null) : null;
    return ok({ events, nextCursor, asOf, lookedAt });
  }

  async function activity(filter: AuditFilter): Promise<Result<AuditActivity>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const zone = calendarNow();
    const query = queryFor(filter, zone);
    if (!query.ok) return query;
    const { convene, organization } = who.value;
    const counted = await convene.auditActivity(organization.id, query.value, zone.timeZone);
    return counted.ok ? ok(activityView(counted.value, zone)) : counted;
  }

  async function marks(events: readonly AuditEventView[]): Promise<Result<AuditMarks>> {
    const who = account.signedIn();
    return who.ok ? markEvents(who.value, events, calendarNow()) : who;
  }

  /** The person has seen everything up to this moment; an earlier one changes nothing. */
  async function lookedUntil(at: string): Promise<Result<void>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const scope = scopeOf(who.value);
    const saved = await looked.update((file) => {
      const before = lookedAtIn(file, scope);
      const later = before === undefined || Date.parse(at) > Date.parse(before);
      return later ? withLookedAt(file, scope, at) : file;
    });
    return saved.ok ? ok(undefined) : saved;
  }

  const writeNoted = (who: SignedIn, filter: AuditFilter, to: ExportTo): Promise<Result<Written>> =>
    whileNoted(places, to.path, log, () => exportEvents(who, filter, to, calendarNow()));

  /** Writes a file and waits for it. */
  async function exportTo(filter: AuditFilter, to: ExportTo): Promise<Result<Written>> {
    const who = account.signedIn();
    return who.ok ? writeNoted(who.value, filter, to) : who;
  }

  const show = (next: AuditExport): AuditExport => {
    exporting.setState(next, true);
    return next;
  };

  /** Begins to write a file; goes on as changes of its view. `busy` while one is being written. */
  function startExport(filter: AuditFilter, format: ExportFormat, path: string): Result<AuditExport> {
    if (abort) return failed(failure('busy'));
    const who = account.signedIn();
    if (!who.ok) return who;
    const own = new AbortController();
    abort = own;
    const begun = show({ state: 'running', written: 0, path });
    const onProgress = (written: number): void => {
      if (!own.signal.aborted) show({ state: 'running', written, path });
    };
    const to: ExportTo = { path, format, replace: true, signal: own.signal, onProgress };
    running = writeNoted(who.value, filter, to)
      .catch((error: unknown) => failed(failure('internal', { detail: String(error) })))
      .then((written) => {
        abort = undefined;
        if (!written.ok) {
          log('audit log not written', { failure: written.error });
          show({ state: 'failed', failure: written.error, path });
        } else if (written.value) show({ state: 'done', written: written.value.written, path });
        else show({ state: 'cancelled' });
      });
    return ok(begun);
  }

  /** Stops writing; answers when nothing of it is left. */
  async function cancelExport(): Promise<AuditExport> {
    abort?.abort();
    await running;
    return exporting.getState();
  }

  return {
    page,
    activity,
    marks,
    looked: lookedUntil,
    exportTo,
    startExport,
    cancelExport,
    exportView: exporting.getState,
    onExport: (listener: (view: AuditExport) => void): (() => void) => exporting.subscribe(listener),
    /** Nobody is signed in any more. */
    async forgetAll(): Promise<Result<void>> {
      await cancelExport();
      show({ state: 'none' });
      const forgotten = await places.remove();
      const last = await looked.remove();
      return forgotten.ok ? last : forgotten;
    },
    /** Files that weren't finished when the companion was quit, and that the person doesn't know of yet. */
    async unfinished(): Promise<readonly string[]> {
      const now = await places.read();
      if (!now.ok) log('places of exports could not be read', { failure: now.error });
      return now.ok ? (now.value.unfinished ?? []) : [];
    },
    async knowsOfUnfinished(path: string): Promise<void> {
      const forgotten = await forgetUnfinished(places, path);
      if (!forgotten.ok) log('unfinished export stays noted', { failure: forgotten.error });
    },
    /** What is being written is given up, and that is remembered for the next start. */
    async close(): Promise<void> {
      const before = exporting.getState();
      const after = await cancelExport();
      if (before.state !== 'running' || after.state !== 'cancelled') return;
      const noted = await noteUnfinished(places, before.path);
      if (!noted.ok) log('unfinished export not noted', { failure: noted.error });
    },
  };
}
