/**
 * A key leaked, or a device is lost. Everything is revoked first, all at once; each part is asked for again until Convene has
 * confirmed it, whatever happens to this program meanwhile. Nothing is called revoked before that.
 */
import { randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import type { WireSession } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import type {
  ContainmentItem,
  IncidentAssets,
  IncidentImpact,
  IncidentsView,
  IncidentTodoId,
  IncidentView,
} from '../../shared/incident.ts';
import { isBeingAsked } from '../../shared/incident-count.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account, SignedIn } from '../account/account.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { assetsByDevice } from './assets.ts';
import { contain, isRefused, isSettled } from './contain.ts';
import { createdSince, sinceWhen } from './created-since.ts';
import { keysInText } from './find-in-text.ts';
import { assessImpact } from './impact.ts';
import { type Incident, type IncidentsFile, noIncidents, viewOf, withIncident } from './incidents-file.ts';

export interface IncidentDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly file: StateFile<IncidentsFile>;
  readonly clock: Clock;
  readonly deviceName: string;
  readonly log: Log;
  /** Keys that this companion made or uses: a connection's, and those of replacements under way. */
  ownKeyIds(within: KeyScope): Promise<ReadonlySet<string>>;
  /** Settles replacements that are under way for keys that were cut off: none of them may be brought back. */
  finishRotationsOf(within: KeyScope, keyIds: ReadonlySet<string>): Promise<void>;
  readonly pace?: Partial<typeof usualPace>;
}

const usualPace = {
  /** Milliseconds before each further try; the last one from then on. */
  pausesMs: [1_000, 2_000, 5_000, 10_000, 30_000] as readonly number[],
  /** What a stolen session may still make is looked for so often, and so long. */
  lookEveryMs: 5_000,
  lookForMs: 120_000,
};

/** Requests at the same time. */
const atOnce = 8;

export interface NewIncident {
  readonly kind: 'leak' | 'device';
  readonly device?: string | undefined;
  readonly keyIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly lastTrustedAt: string | null;
}

/** Something of an incident that may still work. */
export interface UnsettledPart {
  readonly incident: Incident;
  readonly item: ContainmentItem;
}

export type Incidents = ReturnType<typeof createIncidents>;

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

  /** Unless it is being asked for just now, or is what this companion asks with. */
  function mayLive({ id }: Incident, item: ContainmentItem): boolean {
    if (isSettled(item) || (rounds.has(id) && isBeingAsked(item))) return false;
    return !knownSessions.some((session) => session.current && session.id === item.id);
  }

  /** Nobody can ask for these keys at present; they are named until somebody can. */
  async function noteLeft({ items, ...incident }: Incident): Promise<void> {
    const { server, personId, email, organizationId, organizationName } = incident;
    const by = { server, personId, ...(email ? { email } : {}), organizationId, organizationName };
    for (const { id, name } of items.filter((item) => item.what === 'key' && isOpen(item)))
      await keys.noteLeft({ ...by, keyId: id, keyName: name });
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
      timers.delete(id);
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

  /** Answers at once, with everything under way; `settled` waits for the first answers. */
  async function begin(asked: NewIncident): Promise<Result<IncidentView>> {
    const who = account.signedIn();
    const now = account.view();
    if (!who.ok) return who;
    if (now.state !== 'signed-in') return failed(failure('signed-out'));
    if (asked.keyIds.length + asked.sessionIds.length === 0) return failed(failure('nothing-to-do'));
    const incident: Incident = {
      id: randomUUID(),
      kind: asked.kind,
      ...(asked.device === undefined ? {} : { device: asked.device }),
      server: who.value.convene.server,
      personId: now.person.id,
      email: now.person.email,
      organizationId: who.value.organization.id,
      organizationName: who.value.organization.name,
      openedAt: clock.now().toISOString(),
      lastTrustedAt: asked.lastTrustedAt,
      items: [...asked.sessionIds.map(sessionItem), ...asked.keyIds.map(keyItem)],
      createdSince: { keys: [], sessions: [] },
      untouchedKeys: 0,
      done: [],
      closedAt: null,
    };
    await note(incident);
    void round(incident.id);
    return ok(viewOf(find(incident.id) ?? incident));
  }

  function keyItem(id: string): ContainmentItem {
    const key = keysNow().find((one) => one.id === id);
    return {
      what: 'key',
      id,
      name: key?.name ?? id,
      ...(key ? { tokenHint: key.tokenHint } : {}),
      ...(key?.connectionId === undefined ? {} : { connectionId: key.connectionId }),
      status: 'waiting',
    };
  }
  function sessionItem(id: string): ContainmentItem {
    const name = knownSessions.find((one) => one.id === id)?.device_name ?? id;
    return { what: 'session', id, name, status: 'waiting' };
  }

  /** Finds the incident, does something with it, and answers how it stands then. */
  async function withView(
    id: string,
    work: (incident: Incident) => Promise<Result<void>>,
  ): Promise<Result<IncidentView>> {
    const incident = find(id);
    if (!incident) return failed(failure('not-found'));
    const done = await work(incident);
    return done.ok ? ok(viewOf(find(id) ?? incident)) : done;
  }

  async function impact(id: string): Promise<Result<IncidentImpact>> {
    const incident = find(id);
    if (!incident) return failed(failure('not-found'));
    const who = askerOf(incident);
    if (!who.ok) return who;
    return assessImpact(
      {
        convene: who.value.convene,
        organizationId: incident.organizationId,
        since: new Date(sinceWhen(incident)).toISOString(),
        hourOf: (at) => new Date(at).getHours(),
      },
      incident.items,
    );
  }

  /** The list says by itself what another companion, or somebody by hand, has revoked. */
  function learnFrom(list: readonly KeyView[], { server, organizationId }: KeyScope): void {
    for (const incident of incidents.incidents) {
      if (incident.organizationId !== organizationId || !isSameServer(incident.server, server)) continue;
      for (const item of incident.items) {
        if (item.what !== 'key' || isSettled(item) || item.status === 'working') continue;
        const key = list.find(({ id }) => id === item.id);
        if (!key || key.revokedAt === null || key.revocationNotConfirmed) continue;
        const { failure: _failure, nextTryAt: _next, ...rest } = item;
        const proof = key.proof ?? { kind: 'confirmed' as const, revokedAt: key.revokedAt };
        changeItem(incident.id, { ...rest, status: 'done', settledAt: key.revokedAt, proof }).catch(
          (error: unknown) => log('incident: not noted', { error: String(error) }),
        );
      }
    }
  }
  keys.onChange((list) => {
    const of = keys.shownOf();
    if (list.state === 'listed' && !list.stale && of) learnFrom(list.keys, of);
  });

  return {
    view: (): IncidentsView => view.getState(),
    onChange: (listener: (view: IncidentsView) => void): (() => void) => view.subscribe(listener),
    /** What was begun earlier; `resume` goes on with it. */
    async open(): Promise<void> {
      const saved = await file.read();
      if (!saved.ok) {
        log('incidents could not be read', { failure: saved.error });
        view.setState({ failure: saved.error });
        return;
      }
      incidents = saved.value;
      showAll();
    },
    /** What of all that goes on may still work, whoever began it, and whoever is signed in. */
    unsettled: (): UnsettledPart[] =>
      incidents.incidents
        .filter(({ closedAt }) => closedAt === null)
        .flatMap((incident) =>
          incident.items.filter((item) => mayLive(incident, item)).map((item) => ({ incident, item })),
        ),
    /** It is asked for again from here, so nobody else has to. */
    asksFor: ({ server, organizationId, keyId }: KeyScope & { readonly keyId: string }): boolean =>
      incidents.incidents.some(
        (incident) =>
          (rounds.has(incident.id) || timers.has(incident.id)) &&
          incident.organizationId === organizationId &&
          isSameServer(incident.server, server) &&
          incident.items.some((item) => item.what === 'key' && item.id === keyId && isOpen(item)),
      ),
    /** Goes on with everything that isn't confirmed; safe at any time. */
    async resume(): Promise<void> {
      for (const incident of incidents.incidents.filter(isShown)) {
        if (!isUnderWay(incident)) continue;
        const { left: _left, ...back } = incident;
        if (incident.left) await note(back);
        await round(incident.id);
      }
    },
    assets,
    findInText: (text: string): { keyIds: string[]; unknown: number } =>
      keysInText(
        text,
        keysNow().filter(({ revokedAt }) => revokedAt === null),
      ),
    begin,
    /** Once each part has been asked for. */
    async settled(id: string): Promise<Result<IncidentView>> {
      await rounds.get(id);
      return withView(id, async () => ok(undefined));
    },
    tryAgain: (id: string): Promise<Result<IncidentView>> =>
      withView(id, async ({ items }) => {
        for (const item of items.filter(isRefused)) await changeItem(id, { ...item, status: 'waiting' });
        await round(id);
        return ok(undefined);
      }),
    contain: (
      id: string,
      keyIds: readonly string[],
      sessionIds: readonly string[],
    ): Promise<Result<IncidentView>> =>
      withView(id, async (incident) => {
        const known = new Set(incident.items.map((item) => item.id));
        const more = [...sessionIds.map(sessionItem), ...keyIds.map(keyItem)]
          .filter((item) => !known.has(item.id))
          .map((item) => ({ ...item, ...namedIn(incident, item) }));
        await rounds.get(id);
        await change(id, (now) => ({ ...now, items: [...now.items, ...more] }));
        await round(id);
        return ok(undefined);
      }),
    setLastTrusted: (id: string, at: string | null): Promise<Result<IncidentView>> =>
      withView(id, async () => {
        await change(id, (now) => ({ ...now, lastTrustedAt: at }));
        await look(id);
        return ok(undefined);
      }),
    impact,
    tick: (id: string, todo: IncidentTodoId, done: boolean): Promise<Result<IncidentView>> =>
      withView(id, async () => {
        await change(id, (now) => ({
          ...now,
          done: [...now.done.filter((one) => one !== todo), ...(done ? [todo] : [])],
        }));
        return ok(undefined);
      }),
    /** `busy` while something isn't settled: it has to stay before everybody's eyes. */
    close: (id: string): Promise<Result<IncidentView>> =>
      withView(id, async ({ items }) => {
        // What Convene won't revoke is as dangerous as what it hasn't answered; what it doesn't know is gone.
        if (items.some((item) => !isSettled(item) && item.failure?.code !== 'not-found'))
          return failed(failure('busy', { detail: 'not everything is confirmed' }));
        clearTimeout(timers.get(id));
        await change(id, (now) => ({ ...now, closedAt: clock.now().toISOString() }));
        return ok(undefined);
      }),
    /**
     * Before the session goes: what is over is forgotten; what isn't waits for the same person. Answers what may live on and
     * isn't asked for any more, of whoever signs out.
     */
    async leave(): Promise<{ what: 'key' | 'session'; name: string; market: string }[]> {
      await Promise.all(rounds.values());
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      const stay = incidents.incidents.filter(isUnderWay);
      const left = incidents.incidents
        .filter((incident) => isShown(incident) && !stay.includes(incident))
        .flatMap(({ items, organizationName: market }) =>
          items.filter(({ status }) => status !== 'done').map(({ what, name }) => ({ what, name, market })),
        );
      for (const incident of stay) await noteLeft(incident);
      incidents = { incidents: stay.map((incident) => ({ ...incident, left: true })) };
      view.setState({ incidents: [] }, true);
      const kept = stay.length > 0 ? await file.update(() => incidents) : await file.remove();
      if (!kept.ok) log('incidents could not be kept, or forgotten', { failure: kept.error });
      return left;
    },
    stop(): void {
      closed = true;
      stopListening();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** Convene hasn't said anything final about it. */
const isOpen = (item: ContainmentItem): boolean => !isSettled(item) && !isRefused(item);

const isUnderWay = ({ closedAt, items }: Incident): boolean => closedAt === null && items.some(isOpen);

/** What was offered for being cut off has its names there. */
function namedIn({ createdSince: made }: Incident, { what, id }: ContainmentItem): Partial<ContainmentItem> {
  if (what === 'session') {
    const session = made.sessions.find((one) => one.id === id);
    return session ? { name: session.deviceName } : {};
  }
  const key = made.keys.find((one) => one.id === id);
  return key ? { name: key.name, tokenHint: key.tokenHint } : {};
}
