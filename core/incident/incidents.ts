/**
 * A key leaked, or a device is lost. Everything is revoked first, all at once, in every market; each part is asked for again
 * until Convene has confirmed it, whatever happens to this program meanwhile. Nothing is called revoked before that.
 */
import { randomUUID } from 'node:crypto';
import { failure } from '../../shared/failure.ts';
import type {
  AssetRef,
  IncidentAssets,
  IncidentImpact,
  IncidentsView,
  IncidentTodoId,
  IncidentView,
} from '../../shared/incident.ts';
import { isLookedThrough, itemKey } from '../../shared/incident-count.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { type AssetsLook, createAssetsLook } from './assets-look.ts';
import { isRefused, isSettled, isUnderWay } from './contain.ts';
import { keysInText } from './find-in-text.ts';
import { itemOf } from './found.ts';
import { impactIn } from './impact-in.ts';
import { createIncidentNotes, type IncidentNotes } from './incident-notes.ts';
import { type Incident, type IncidentsFile, viewOf } from './incidents-file.ts';
import { learnFrom } from './learn-from-list.ts';
import { marketIdOf, marketsOf, type Place } from './markets.ts';
import { createRounds, type Pace, type Rounds, usualPace } from './rounds.ts';

export interface IncidentDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly file: StateFile<IncidentsFile>;
  readonly clock: Clock;
  readonly deviceName: string;
  readonly log: Log;
  /** The connections of this computer by the keys that they hold. */
  heldKeys(within: KeyScope): Promise<ReadonlyMap<string, string>>;
  /** Keys that this companion made or uses: by its own notes, a connection's, and those of replacements under way. */
  ownKeyIds(within: KeyScope): Promise<Result<ReadonlySet<string>>>;
  /** Markets that this computer is connected to; nobody may be signed in there. */
  otherPlaces(): Promise<readonly Place[]>;
  /** Settles replacements that are under way for keys that were cut off: none of them may be brought back. */
  finishRotationsOf(within: KeyScope, keyIds: ReadonlySet<string>): Promise<void>;
  readonly pace?: Partial<Pace>;
}

export interface NewIncident {
  readonly kind: 'leak' | 'device';
  readonly device?: string | undefined;
  /** Of the organization that is chosen. */
  readonly keyIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly assets?: readonly AssetRef[] | undefined;
  readonly spared?: readonly AssetRef[] | undefined;
  readonly lastTrustedAt: string | null;
}

<<<<<<< HEAD
export interface Incidents {
  view(): IncidentsView;
  onChange(listener: (view: IncidentsView) => void): () => void;
  /** What was begun earlier; `resume` goes on with it. */
  open(): Promise<void>;
  /** Goes on with everything that isn't confirmed; safe at any time. */
  resume(): Promise<void>;
  /** What can be cut off, in every market of whoever is signed in. */
  assets(): Promise<Result<IncidentAssets>>;
  findInText(text: string): { keyIds: string[]; unknown: number };
=======
export function createIncidents(parts: IncidentDeps) {
  const { account, keys, file, clock, log } = parts;
  const pace = { ...usualPace, ...parts.pace };
  const view = createStore<IncidentsView>(() => ({ incidents: [] }));
  /** As they stand; the file follows, and may fail to. */
  let incidents: IncidentsFile = noIncidents();
  let knownSessions: readonly WireSession[] = [];
  const rounds = new Map<string, Promise<void>>();
  const tries = new Map<string, number>();
  const timers = new Map<string, NodeJS.Timeout>();
  let closed = false;

  const find = (id: string): Incident | undefined => incidents.incidents.find((one) => one.id === id);
  /** Signed in, only their own on this server; else what wasn't left by signing out. */
  function isShown(incident: Incident): boolean {
    const now = account.view();
    if (now.state !== 'signed-in') return !incident.left;
    return incident.personId === now.person.id && isSameServer(incident.server, now.server.address);
  }
  const showAll = (): void => view.setState({ incidents: incidents.incidents.filter(isShown).map(viewOf) });
  const stopListening = account.onChange(showAll);

  const keysNow = (): readonly KeyView[] => {
    const list = keys.view();
    return list.state === 'listed' ? list.keys : [];
  };

  /** Shown at once; a disk that is full keeps nobody from going on. */
  async function note(next: Incident): Promise<void> {
    incidents = withIncident(incidents, next);
    showAll();
    const saved = await file.update((saved) => withIncident(saved, next), { ifBusy: 'go-on' });
    if (!saved.ok) log('incident could not be noted', { failure: saved.error });
  }
  async function change(id: string, to: (incident: Incident) => Incident): Promise<void> {
    const now = find(id);
    if (now) await note(to(now));
  }
  const changeItem = (id: string, next: ContainmentItem): Promise<void> =>
    change(id, (incident) => ({
      ...incident,
      items: incident.items.map((one) => (one.what === next.what && one.id === next.id ? next : one)),
    }));

  /** Who may ask for this incident: the same person, on the same server, in its organization. */
  function askerOf(incident: Incident): Result<SignedIn> {
    const now = account.view();
    if (now.state === 'signed-in' && now.person.id !== incident.personId)
      return failed(failure('signed-out', { detail: 'somebody else is signed in' }));
    const who = account.sessionFor(incident.organizationId);
    if (who.ok && !isSameServer(who.value.convene.server, incident.server))
      return failed(failure('signed-out', { detail: 'signed in elsewhere' }));
    return who;
  }

  /** One try for everything that isn't settled; further ones follow by themselves. */
  function round(id: string): Promise<void> {
    const running = rounds.get(id);
    if (running) return running;
    clearTimeout(timers.get(id));
    const run = runRound(id)
      .catch((error: unknown) => log('incident: a round failed', { error: String(error) }))
      .finally(() => {
        rounds.delete(id);
        schedule(id);
      });
    rounds.set(id, run);
    return run;
  }

  async function runRound(id: string): Promise<void> {
    const incident = find(id);
    if (!incident) return;
    const open = incident.items.filter(isOpen);
    const who = askerOf(incident);
    if (!who.ok) {
      await noteLeft(incident);
      for (const item of open) await changeItem(id, { ...item, status: 'waiting', failure: who.error });
      return;
    }
    // Without its own session this companion could ask for nothing more.
    const own = new Set(knownSessions.filter(({ current }) => current).map((session) => session.id));
    const isOwn = (item: ContainmentItem): boolean => item.what === 'session' && own.has(item.id);
    await containAll(id, who.value, [
      ...open.filter((item) => item.what === 'session' && !isOwn(item)),
      ...open.filter(({ what }) => what === 'key'),
    ]);
    await parts.finishRotationsOf(incident, new Set(keyIdsOf(incident)));
    await look(id);
    const now = find(id);
    const last = open.filter(isOwn);
    if (last.length > 0 && now?.items.every((item) => isOwn(item) || isSettled(item) || isRefused(item)))
      await containAll(id, who.value, last);
    await keys.refresh();
    if (last.length > 0) await account.refresh();
  }

  /** Nobody can ask for these keys at present; they are named until somebody can. */
  async function noteLeft({ server, personId, organizationId, items }: Incident): Promise<void> {
    for (const { id, name } of items.filter((item) => item.what === 'key' && isOpen(item)))
      await keys.noteLeft({ server, personId, organizationId, keyId: id, keyName: name });
  }

  async function containAll(id: string, who: SignedIn, items: readonly ContainmentItem[]): Promise<void> {
    const waiting = [...items];
    const one = async (): Promise<void> => {
      for (let item = waiting.shift(); item; item = waiting.shift()) {
        await changeItem(id, { ...item, status: 'working' });
        await changeItem(id, await contain(parts, who, item, () => clock.now()));
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
  }

  const keyIdsOf = ({ items }: Incident): string[] =>
    items.filter(({ what }) => what === 'key').map((item) => item.id);

  /** When it is asked again, if anything has to be. */
  function schedule(id: string): void {
    const incident = find(id);
    if (closed || !incident || incident.left || incident.closedAt !== null) return;
    const unsettled = incident.items.some((item) => !isSettled(item) && !isRefused(item));
    const tried = unsettled ? (tries.get(id) ?? 0) : 0;
    tries.set(id, tried + 1);
    const isYoung = clock.now().getTime() - Date.parse(incident.openedAt) < pace.lookForMs;
    if (!unsettled && !isYoung) return;
    const pauseMs = unsettled
      ? (pace.pausesMs[Math.min(tried, pace.pausesMs.length - 1)] ?? pace.lookEveryMs)
      : pace.lookEveryMs;
    const timer = setTimeout(() => {
      const again = unsettled ? round(id) : look(id).finally(() => schedule(id));
      again.catch((error: unknown) => log('incident: looking again failed', { error: String(error) }));
    }, pauseMs);
    timer.unref();
    timers.set(id, timer);
    if (!unsettled) return;
    const nextTryAt = new Date(clock.now().getTime() + pauseMs).toISOString();
    change(id, (now) => ({
      ...now,
      items: now.items.map((item) => (isSettled(item) || isRefused(item) ? item : { ...item, nextTryAt })),
    })).catch((error: unknown) => log('incident: not noted', { error: String(error) }));
  }

  /** What was made since, and how many keys aren't part of it. */
  async function look(id: string): Promise<void> {
    const incident = find(id);
    const who = incident && askerOf(incident);
    if (!incident || !who?.ok) return;
    const [listed, sessions, ours] = await Promise.all([
      who.value.convene.listKeys(who.value.organization.id),
      who.value.convene.listSessions(),
      parts.ownKeyIds(incident),
    ]);
    if (sessions.ok) knownSessions = sessions.value.sessions;
    if (!listed.ok) return;
    await change(id, (now) => ({
      ...now,
      createdSince: createdSince(now, listed.value.keys, sessions.ok ? sessions.value.sessions : [], ours),
      untouchedKeys: listed.value.keys.filter(
        (key) => key.revoked_at === null && !now.items.some((item) => item.id === key.id),
      ).length,
    }));
  }

  async function assets(): Promise<Result<IncidentAssets>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    if (keys.view().state !== 'listed') await keys.refresh();
    const list = keys.view();
    if (list.state === 'unavailable') return failed(list.failure);
    if (list.state === 'loading') return failed(failure('busy'));
    const sessions = await who.value.convene.listSessions();
    if (sessions.ok) knownSessions = sessions.value.sessions;
    return ok({
      devices: assetsByDevice(list.keys, sessions.ok ? sessions.value.sessions : [], parts.deviceName),
      organizationName: who.value.organization.name,
      ...(sessions.ok ? {} : { sessionsFailure: sessions.error }),
      ...(list.stale ? { stale: list.stale } : {}),
    });
  }

>>>>>>> refs/heads/main
  /** Answers at once, with everything under way; `settled` waits for the first answers. */
  begin(asked: NewIncident): Promise<Result<IncidentView>>;
  /** Once each part has been asked for. */
  settled(id: string): Promise<Result<IncidentView>>;
  tryAgain(id: string): Promise<Result<IncidentView>>;
  contain(id: string, more: readonly AssetRef[]): Promise<Result<IncidentView>>;
  setLastTrusted(id: string, at: string | null): Promise<Result<IncidentView>>;
  impact(id: string): Promise<Result<IncidentImpact>>;
  tick(id: string, todo: IncidentTodoId, done: boolean): Promise<Result<IncidentView>>;
  /** `busy` while something isn't settled or found out: it has to stay before everybody's eyes. */
  close(id: string): Promise<Result<IncidentView>>;
  /** Who reported it; what 0.1.0 began doesn't say. */
  reportedBy(id: string): Incident['by'];
  /**
   * Before the session goes: what is over is forgotten; what isn't waits for the same person. Answers the names of what may
   * live on, of whoever signs out.
   */
  leave(): Promise<{ what: 'key' | 'session'; name: string }[]>;
  stop(): void;
}

interface Parts extends IncidentDeps {
  readonly notes: IncidentNotes;
  readonly rounds: Rounds;
  readonly look: AssetsLook;
}

export function createIncidents(deps: IncidentDeps): Incidents {
  const notes = createIncidentNotes(deps);
  const look = createAssetsLook(deps);
  const rounds = createRounds({ ...deps, notes, pace: { ...usualPace, ...deps.pace }, see: look.see });
  const parts: Parts = { ...deps, notes, rounds, look };
  const { keys, log } = deps;
  const withView = (id: string, work: (incident: Incident) => Promise<Result<void>>) =>
    viewAfter(notes, id, work);
  keys.onChange((list) => {
    const of = keys.shownOf();
    if (list.state === 'listed' && !list.stale && of) learnFrom(notes, list.keys, of, log);
  });
  return {
    view: notes.view,
    onChange: notes.onChange,
    open: notes.open,
    resume: () => resume(parts),
    assets: look.assets,
    findInText: (text) => keysInText(text, workingKeys(keys)),
    begin: (asked) => begin(parts, asked),
    async settled(id) {
      await rounds.settled(id);
      return withView(id, async () => ok(undefined));
    },
    tryAgain: (id) => withView(id, (incident) => tryAgain(parts, incident)),
    contain: (id, more) => withView(id, (incident) => containMore(parts, incident, more)),
    setLastTrusted: (id, at) =>
      withView(id, async () => {
        await notes.change(id, (now) => ({ ...now, lastTrustedAt: at }));
        await rounds.look(id);
        return ok(undefined);
      }),
    async impact(id) {
      const incident = notes.find(id);
      return incident ? impactIn(rounds, incident) : failed(failure('not-found'));
    },
    tick: (id, todo, done) =>
      withView(id, async () => {
        await notes.change(id, (now) => ({
          ...now,
          done: [...now.done.filter((one) => one !== todo), ...(done ? [todo] : [])],
        }));
        return ok(undefined);
      }),
    close: (id) => withView(id, (incident) => close(parts, incident)),
    reportedBy: (id) => notes.find(id)?.by,
    leave: () => leave(parts),
    stop() {
      void rounds.rest();
      notes.close();
    },
  };
}

/** Finds the incident, does something with it, and answers how it stands then. */
async function viewAfter(
  notes: IncidentNotes,
  id: string,
  work: (incident: Incident) => Promise<Result<void>>,
): Promise<Result<IncidentView>> {
  const incident = notes.find(id);
  if (!incident) return failed(failure('not-found'));
  const done = await work(incident);
  return done.ok ? ok(viewOf(notes.find(id) ?? incident)) : done;
}

const workingKeys = (keys: Keys): KeyView[] => {
  const list = keys.view();
  return list.state === 'listed' ? list.keys.filter(({ revokedAt }) => revokedAt === null) : [];
};

async function resume({ notes, rounds }: Parts): Promise<void> {
  for (const incident of notes.shown()) {
    if (!isUnderWay(incident)) continue;
    const { left: _left, ...back } = incident;
    if (incident.left) await notes.note(back);
    await rounds.round(incident.id);
  }
}

async function begin(parts: Parts, asked: NewIncident): Promise<Result<IncidentView>> {
  const { account, notes, rounds, look, clock } = parts;
  const who = account.signedIn();
  const now = account.view();
  if (!who.ok) return who;
  if (now.state !== 'signed-in') return failed(failure('signed-out'));
  const { convene, organization } = who.value;
  const chosen = marketIdOf({ server: convene.server, organizationId: organization.id });
  const refs: AssetRef[] = [
    ...asked.sessionIds.map((id) => ({ what: 'session' as const, marketId: chosen, id })),
    ...asked.keyIds.map((id) => ({ what: 'key' as const, marketId: chosen, id })),
    ...(asked.assets ?? []),
  ];
  if (refs.length === 0) return failed(failure('nothing-to-do'));
  const concerned = new Set(refs.map(({ marketId }) => marketId));
  const { id: personId, name, email } = now.person;
  const incident: Incident = {
    id: randomUUID(),
    kind: asked.kind,
    ...(asked.device === undefined ? {} : { device: asked.device }),
    server: convene.server,
    personId,
    by: { name, email },
    openedAt: clock.now().toISOString(),
    lastTrustedAt: asked.lastTrustedAt,
    markets: marketsOf(account, await parts.otherPlaces())
      .filter(({ id }) => asked.kind === 'device' || concerned.has(id))
      .map((market) => ({ ...market, untouchedKeys: 0 })),
    items: refs.map((ref) => itemOf(ref, look.last())),
    createdSince: { keys: [], sessions: [] },
    alike: { keys: [], sessions: [] },
    spared: [...(asked.spared ?? [])],
    done: [],
    closedAt: null,
  };
  if (!refs.every(({ marketId }) => incident.markets.some(({ id }) => id === marketId)))
    return failed(failure('not-found'));
  await notes.note(incident);
  void rounds.round(incident.id);
  return ok(viewOf(notes.find(incident.id) ?? incident));
}

async function tryAgain({ notes, rounds }: Parts, { id, items }: Incident): Promise<Result<void>> {
  for (const item of items.filter(isRefused)) await notes.changeItem(id, { ...item, status: 'waiting' });
  await rounds.round(id);
  return ok(undefined);
}

async function containMore(
  { notes, rounds, look }: Parts,
  incident: Incident,
  more: readonly AssetRef[],
): Promise<Result<void>> {
  await rounds.settled(incident.id);
  await notes.change(incident.id, (now) => {
    const known = new Set(now.items.map(itemKey));
    const isNew = (ref: AssetRef): boolean =>
      !known.has(itemKey(ref)) && now.markets.some(({ id }) => id === ref.marketId);
    return { ...now, items: [...now.items, ...more.filter(isNew).map((ref) => itemOf(ref, look.last()))] };
  });
  await rounds.round(incident.id);
  return ok(undefined);
}

async function close({ notes, rounds, clock }: Parts, incident: Incident): Promise<Result<void>> {
  const { id, items, markets, server, kind } = incident;
  // What Convene won't revoke is as dangerous as what it hasn't answered; what it doesn't know is gone.
  if (items.some((item) => !isSettled(item) && item.failure?.code !== 'not-found'))
    return failed(failure('busy', { detail: 'not everything is confirmed' }));
  // On another server nobody may ever be signed in again; the page says that it wasn't looked at.
  if (kind === 'device' && markets.some((one) => isSameServer(one.server, server) && !isLookedThrough(one)))
    return failed(failure('busy', { detail: 'not everything is looked at' }));
  await rounds.rest(id);
  await notes.change(id, (now) => ({ ...now, closedAt: clock.now().toISOString() }));
  return ok(undefined);
}

async function leave({ notes, rounds }: Parts): Promise<{ what: 'key' | 'session'; name: string }[]> {
  await rounds.rest();
  const left = notes.shown().flatMap(({ items }) => items.filter((item) => !isSettled(item)));
  const stay = notes.all().filter(isUnderWay);
  for (const incident of stay) await rounds.noteLeft(incident);
  await notes.leave(stay);
  return left.map(({ what, name }) => ({ what, name }));
}
