import { createStore } from 'zustand/vanilla';
import type {
  AuditActivity,
  AuditEventView,
  AuditExport,
  AuditFilter,
  Unusual,
} from '../../shared/audit/view.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import { isFiltered } from '../common/audit-address.ts';
import { calendarDate, plotFilter } from '../common/plot-window.ts';
import type { Announcer } from './announcer.ts';
import { doing, failureOf, idle, type Work } from './work.ts';

export interface AuditState {
  /** What is looked for. */
  readonly filter: AuditFilter;
  /** What `events` were found by: another filter than `filter` until that one has its first page. */
  readonly shownFor: AuditFilter | undefined;
  /** Newest first; those of the filter before stay until the first page of a new one is there. */
  readonly events: readonly AuditEventView[];
  readonly nextCursor: string | null;
  /** Convene's clock at the first page; absent before. */
  readonly asOf: string | undefined;
  readonly lookedAt: string | null;
  readonly marks: Readonly<Record<string, readonly Unusual[]>>;
  readonly activity: AuditActivity | undefined;
  /** The filter that `activity` counts. */
  readonly activityFor: AuditFilter | undefined;
  readonly activityFailure: Failure | undefined;
  readonly exporting: AuditExport;
  readonly work: Work<'page' | 'more' | 'export'>;
}

/** What is held at once. The next list begins at the day where this one ends. */
export const mostEvents = 20_000;

const nothingYet: Omit<AuditState, 'exporting'> = {
  filter: {},
  shownFor: undefined,
  events: [],
  nextCursor: null,
  asOf: undefined,
  lookedAt: null,
  marks: {},
  activity: undefined,
  activityFor: undefined,
  activityFailure: undefined,
  work: idle,
};

export function createAuditStore(api: CompanionApi, announcer: Announcer, now = () => new Date()) {
  const store = createStore<AuditState>(() => ({ ...nothingYet, exporting: { state: 'none' } }));
  /** Answers to an earlier filter come too late. */
  let turn = 0;
  /** Whether this opening of the log was told to be looked at. */
  let told = false;

  async function look(filter: AuditFilter): Promise<void> {
    turn += 1;
    const own = turn;
    store.setState({ filter });
    void loadActivity(filter, own);
    const answer = await doing(
      (work) => (own === turn ? store.setState({ work }) : undefined),
      'page',
      () => api.audit.page({ filter, cursor: null }),
    );
    if (own !== turn || !answer.ok) return;
    const { events, nextCursor, asOf, lookedAt } = answer.value;
    const before = store.getState();
    // What was new when the section was opened stays new until it is opened again.
    const firstLook = before.asOf === undefined;
    store.setState({
      shownFor: filter,
      events,
      nextCursor,
      asOf,
      marks: {},
      lookedAt: firstLook ? lookedAt : before.lookedAt,
    });
    void loadMarks(events, own);
    // Who sees a part of the log hasn't seen what else is new.
    if (told || isFiltered(filter)) return;
    told = true;
    void api.audit.looked({ at: asOf });
  }

  async function loadActivity(filter: AuditFilter, own: number): Promise<void> {
    const answer = await api.audit.activity({ filter: plotFilter(filter, calendarDate(now())) });
    if (own !== turn) return;
    if (answer.ok)
      store.setState({ activity: answer.value, activityFor: filter, activityFailure: undefined });
    // Counts of another filter would be taken for those of this one.
    else store.setState({ activity: undefined, activityFor: undefined, activityFailure: answer.error });
  }

  async function loadMarks(events: readonly AuditEventView[], own: number): Promise<void> {
    const byKeys = events.filter(({ actor }) => actor.kind === 'api_key');
    if (byKeys.length === 0) return;
    const answer = await api.audit.marks({ events: byKeys });
    // Marks are an aid; without them the log is as good as it was.
    if (own !== turn || !answer.ok) return;
    const marks = Object.fromEntries(answer.value.marks.map(({ eventId, unusual }) => [eventId, unusual]));
    store.setState((before) => ({ marks: { ...before.marks, ...marks } }));
  }

  async function more(): Promise<void> {
    const { nextCursor, work, events, filter, shownFor } = store.getState();
    if (nextCursor === null || events.length >= mostEvents) return;
    // A failure waits for the person; and the cursor belongs to the filter of what is shown.
    if (work.state === 'running' || failureOf(work, 'more') || shownFor !== filter) return;
    const own = turn;
    const answer = await doing(
      (next) => (own === turn ? store.setState({ work: next }) : undefined),
      'more',
      () => api.audit.page({ filter, cursor: nextCursor }),
    );
    if (own !== turn || !answer.ok) return;
    // Only where two pages meet can an event stand in both.
    const known = new Set(
      store
        .getState()
        .events.slice(-answer.value.events.length)
        .map(({ id }) => id),
    );
    const older = answer.value.events.filter(({ id }) => !known.has(id));
    store.setState((before) => ({
      events: [...before.events, ...older],
      nextCursor: answer.value.nextCursor,
    }));
    void loadMarks(older, own);
  }

  function showExport(exporting: AuditExport): void {
    const before = store.getState().exporting;
    store.setState({ exporting });
    if (before.state !== 'running' || exporting.state === 'running') return;
    if (exporting.state === 'done') announcer.say('The file is written.');
    if (exporting.state === 'failed') announcer.say('The file couldn’t be written.');
  }

  return {
    store,
    open: (): (() => void) => api.on.auditExport(showExport),
    look,
    again: (): Promise<void> => look(store.getState().filter),
    /** What failed last, once more: the place in the list is kept. */
    tryAgain(): Promise<void> {
      const { work, filter } = store.getState();
      if (work.state !== 'failed' || work.action === 'page') return look(filter);
      store.setState({ work: idle });
      return work.action === 'more' ? more() : Promise.resolve();
    },
    more,
    /** Somebody else is signed in, or another market is chosen. */
    forget(): void {
      turn += 1;
      told = false;
      store.setState(nothingYet);
    },
    async exportAs(format: 'csv' | 'json'): Promise<void> {
      const { filter } = store.getState();
      const answer = await doing(
        (work) => store.setState({ work }),
        'export',
        () => api.audit.export({ filter, format }),
      );
      if (answer.ok) showExport(answer.value);
    },
    async cancelExport(): Promise<void> {
      const answer = await api.audit.cancelExport();
      if (answer.ok) showExport(answer.value);
    },
    closeExport: (): void => store.setState({ exporting: { state: 'none' } }),
  };
}
