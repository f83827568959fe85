/** Every incident as it stands: in memory, on the disk, and as it is shown. */
import { createStore } from 'zustand/vanilla';
import type { ContainmentItem, IncidentsView } from '../../shared/incident.ts';
import { itemKey } from '../../shared/incident-count.ts';
import type { Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';
import { type Incident, type IncidentsFile, noIncidents, viewOf, withIncident } from './incidents-file.ts';

export interface IncidentNotes {
  view(): IncidentsView;
  onChange(listener: (view: IncidentsView) => void): () => void;
  /** Reads what was begun earlier. */
  open(): Promise<void>;
  all(): readonly Incident[];
  find(id: string): Incident | undefined;
  /** Those that whoever is signed in sees. */
  shown(): readonly Incident[];
  /** Shown at once; a disk that is full keeps nobody from going on. */
  note(next: Incident): Promise<void>;
  change(id: string, to: (incident: Incident) => Incident): Promise<void>;
  changeItem(id: string, next: ContainmentItem): Promise<void>;
  /** Signing out: only these stay, for the same person; nobody is shown them meanwhile. */
  leave(stay: readonly Incident[]): Promise<void>;
  close(): void;
}

export interface IncidentNotesDeps {
  readonly account: Pick<Account, 'view' | 'onChange'>;
  readonly file: StateFile<IncidentsFile>;
  readonly log: Log;
}

export function createIncidentNotes({ account, file, log }: IncidentNotesDeps): IncidentNotes {
  const view = createStore<IncidentsView>(() => ({ incidents: [] }));
  /** As they stand; the file follows, and may fail to. */
  let incidents: IncidentsFile = noIncidents();
  const isShown = (incident: Incident): boolean => isOf(account, incident);
  const showAll = (): void => view.setState({ incidents: incidents.incidents.filter(isShown).map(viewOf) });
  const stopListening = account.onChange(showAll);
  const find = (id: string): Incident | undefined => incidents.incidents.find((one) => one.id === id);
  const logged = (what: string, done: Result<unknown>): void => {
    if (!done.ok) log(what, { failure: done.error });
  };

  /** Those that the file doesn't hold yet as they stand; one write takes all of them, and the next waits for it. */
  const unsaved = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  function save(id: string): Promise<void> {
    unsaved.add(id);
    next ??= last
      .catch(() => {})
      .then(async () => {
        next = undefined;
        const ids = [...unsaved];
        unsaved.clear();
        // As they stand when it is written, which may be later: an older state never comes after a newer one.
        const saved = await file.update(
          (kept) => ids.flatMap((one) => find(one) ?? []).reduce(withIncident, kept),
          { ifBusy: 'go-on' },
        );
        logged('incident could not be noted', saved);
      });
    last = next;
    return next;
  }

  function note(one: Incident): Promise<void> {
    incidents = withIncident(incidents, one);
    showAll();
    return save(one.id);
  }
  async function change(id: string, to: (incident: Incident) => Incident): Promise<void> {
    const now = find(id);
    if (now) await note(to(now));
  }

  return {
    view: () => view.getState(),
    onChange: (listener) => view.subscribe(listener),
    async open() {
      const saved = await file.read();
      if (!saved.ok) {
        log('incidents could not be read', { failure: saved.error });
        view.setState({ failure: saved.error });
        return;
      }
      incidents = saved.value;
      showAll();
    },
    all: () => incidents.incidents,
    find,
    shown: () => incidents.incidents.filter(isShown),
    note,
    change,
    changeItem: (id, next) =>
      change(id, (incident) => ({
        ...incident,
        items: incident.items.map((one) => (itemKey(one) === itemKey(next) ? next : one)),
      })),
    async leave(stay) {
      await last.catch(() => {});
      incidents = { incidents: stay.map((incident) => ({ ...incident, left: true })) };
      view.setState({ incidents: [] }, true);
      const kept = stay.length > 0 ? await file.update(() => incidents) : await file.remove();
      logged('incidents could not be kept, or forgotten', kept);
    },
    close: stopListening,
  };
}

/** Signed in, only their own that concern this server; else what wasn't left by signing out. */
function isOf(account: Pick<Account, 'view'>, incident: Incident): boolean {
  const now = account.view();
  if (now.state !== 'signed-in') return !incident.left;
  const servers = [incident.server, ...incident.markets.map(({ server }) => server)];
  return isBy(account, incident) && servers.some((server) => isSameServer(server, now.server.address));
}

/** Whether whoever is signed in began it: on its server by their id, on another one by e-mail address. */
export function isBy(account: Pick<Account, 'view'>, { server, personId, by }: Incident): boolean {
  const now = account.view();
  if (now.state !== 'signed-in') return false;
  return isSameServer(server, now.server.address)
    ? personId === now.person.id
    : by?.email === now.person.email;
}
