/** Asking for all that isn't settled, and looking for what isn't known yet, until nothing is left of either. */
import { failure } from '../../shared/failure.ts';
import type { AssetRef, ContainmentItem, Market } from '../../shared/incident.ts';
import { isFoundOut, isLookedThrough, itemKey } from '../../shared/incident-count.ts';
import { failed, type Result } from '../../shared/result.ts';
import type { Account, SignedIn } from '../account/account.ts';
import { type HeldToken, isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import type { SeenHere } from './assets.ts';
import { contain, isOpen, isRefused, isSettled, isToProve, prove } from './contain.ts';
import { afterLooking } from './found.ts';
import { type IncidentNotes, isBy } from './incident-notes.ts';
import type { Incident } from './incidents-file.ts';
import type { ToLookAt } from './look.ts';
import { marketsOf, type Place } from './markets.ts';

export interface Rounds {
  /** One try for everything that isn't settled; further ones follow by themselves. Ends when everything was asked for once. */
  round(id: string): Promise<void>;
  /** Ends when the round that is under way has ended. */
  settled(id: string): Promise<void>;
  /** Looks for what was made since, and for what is still to be found. */
  look(id: string): Promise<void>;
  /** Who may ask in this market of the incident: the same person, on its server. */
  askerIn(incident: Incident, market: KeyScope): Result<SignedIn>;
  /** Nobody can ask for these keys at present; they are named until somebody can. */
  noteLeft(incident: Incident): Promise<void>;
  /** It is being asked for just now. */
  isRunning(id: string): boolean;
  /** It is being asked for, or will be by itself. */
  goesOn(id: string): boolean;
  /** Nothing is tried again by itself from now on; ends when what is under way has ended. */
  rest(id?: string): Promise<void>;
}

export interface RoundsDeps {
  readonly account: Pick<Account, 'view' | 'sessionFor' | 'refresh'>;
  readonly keys: Pick<Keys, 'ensureRevoked' | 'noteProof' | 'noteLeft' | 'refresh'>;
  readonly notes: IncidentNotes;
  readonly clock: Clock;
  readonly serverClock: Clock;
  readonly deviceName: Pick<DeviceName, 'current'>;
  readonly log: Log;
  readonly pace: Pace;
  see(places: readonly ToLookAt[]): Promise<SeenHere[]>;
  /** The token of a key, where a text held it. */
  tokenOf(ref: AssetRef): HeldToken | undefined;
  otherPlaces(): Promise<readonly Place[]>;
  finishRotationsOf(within: KeyScope, keyIds: ReadonlySet<string>): Promise<void>;
}

export const usualPace = {
  /** Milliseconds before each further try; the last one from then on. */
  pausesMs: [1_000, 2_000, 5_000, 10_000, 30_000] as readonly number[],
  /** What a stolen session may still make is looked for so often, and so long. */
  lookEveryMs: 5_000,
  lookForMs: 120_000,
};
export type Pace = typeof usualPace;

/** Requests at the same time, in each market. */
const atOnce = 8;

export function createRounds(deps: RoundsDeps): Rounds {
  const { notes, log } = deps;
  const running = new Map<string, Promise<void>>();
  const tries = new Map<string, number>();
  const timers = new Map<string, NodeJS.Timeout>();
  let resting = false;
  const logged = (work: Promise<unknown>, what: string): Promise<void> =>
    work.then(
      () => {},
      (error: unknown) => log(`incident: ${what}`, { error: String(error) }),
    );

  function round(id: string): Promise<void> {
    const now = running.get(id);
    if (now) return now;
    resting = false;
    clearTimeout(timers.get(id));
    const run = logged(runRound(deps, id), 'a round failed').then(() => {
      running.delete(id);
      schedule(id);
    });
    running.set(id, run);
    return run;
  }

  /** When it is asked again, if anything has to be. */
  function schedule(id: string): void {
    const incident = notes.find(id);
    if (resting || !incident || incident.left || incident.closedAt !== null) return;
    const unsettled = incident.items.some((item) => isToDo(deps, item)) || !isFoundOut(incident);
    const tried = unsettled ? (tries.get(id) ?? 0) : 0;
    tries.set(id, tried + 1);
    const pauseMs = unsettled ? pauseAfter(deps.pace, tried) : deps.pace.lookEveryMs;
    const isYoung = deps.serverClock.now().getTime() - Date.parse(incident.openedAt) < deps.pace.lookForMs;
    if (!unsettled && !isYoung) return;
    const timer = setTimeout(() => {
      timers.delete(id);
      void (unsettled ? round(id) : logged(look(deps, id), 'looking failed').then(() => schedule(id)));
    }, pauseMs);
    timer.unref();
    timers.set(id, timer);
    if (unsettled) void logged(noteNextTry(deps, id, pauseMs), 'not noted');
  }

  return {
    round,
    settled: async (id) => running.get(id),
    look: (id) => look(deps, id),
    isRunning: (id) => running.has(id),
    goesOn: (id) => running.has(id) || (!resting && timers.has(id)),
    askerIn: (incident, market) => askerIn(deps, incident, market),
    noteLeft: (incident) => noteLeft(deps, incident, incident.items.filter(isOpen)),
    async rest(id) {
      if (id === undefined) resting = true;
      for (const [of, timer] of timers) if (id === undefined || of === id) clearTimeout(timer);
      await Promise.all(running.values());
      if (id === undefined) for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

const pauseAfter = ({ pausesMs, lookEveryMs }: Pace, tried: number): number =>
  pausesMs[Math.min(tried, pausesMs.length - 1)] ?? lookEveryMs;

const noteNextTry = ({ notes, clock }: RoundsDeps, id: string, pauseMs: number): Promise<void> => {
  const nextTryAt = new Date(clock.now().getTime() + pauseMs).toISOString();
  return notes.change(id, (now) => ({
    ...now,
    items: now.items.map((item) => (isOpen(item) ? { ...item, nextTryAt } : item)),
  }));
};

async function runRound(deps: RoundsDeps, id: string): Promise<void> {
  const begun = deps.notes.find(id);
  if (!begun) return;
  // One that is known by its id alone may be the session that asks.
  if (begun.items.some(({ id, name }) => id === name)) await look(deps, id);
  const first = itemsToContain(deps, id, () => true);
  const isFirst = new Set(first.map(itemKey));
  await Promise.all([containAll(deps, id, first), look(deps, id)]);
  await containAll(
    deps,
    id,
    itemsToContain(deps, id, (item) => !isFirst.has(itemKey(item))),
  );
  await finishRotations(deps, id);
  // Without its own session this companion could ask for nothing more.
  const last = ownSessions(deps, id);
  await containAll(deps, id, last);
  await deps.keys.refresh();
  if (last.length > 0) await deps.account.refresh();
}

const itemsToContain = (
  deps: RoundsDeps,
  id: string,
  which: (item: ContainmentItem) => boolean,
): ContainmentItem[] =>
  (deps.notes.find(id)?.items ?? []).filter((item) => isToDo(deps, item) && !item.thisOne && which(item));

/** To be asked for, or to be proven with the token that is at hand. */
const isToDo = ({ tokenOf }: Pick<RoundsDeps, 'tokenOf'>, item: ContainmentItem): boolean =>
  isOpen(item) || isToProve(item, tokenOf(item));

/** Once all the rest is settled, and nothing is left that could be found with it. */
function ownSessions({ notes }: RoundsDeps, id: string): ContainmentItem[] {
  const incident = notes.find(id);
  if (!incident) return [];
  const isOver =
    incident.items.every((item) => item.thisOne || isSettled(item) || isRefused(item)) &&
    incident.markets.every(
      (market) => isLookedThrough(market) || !isSameServer(market.server, incident.server),
    );
  return isOver ? incident.items.filter((item) => item.thisOne && isOpen(item)) : [];
}

/** In every market at once: one that doesn't answer keeps no other waiting. */
async function containAll(deps: RoundsDeps, id: string, items: readonly ContainmentItem[]): Promise<void> {
  const incident = deps.notes.find(id);
  await Promise.all(
    (incident?.markets ?? []).map(async (market) => {
      const here = items.filter(({ marketId }) => marketId === market.id);
      if (!incident || here.length === 0) return;
      const who = askerIn(deps, incident, market);
      if (who.ok) return containIn(deps, id, who.value, here);
      const open = here.filter(isOpen);
      await noteLeft(deps, incident, open);
      for (const item of open)
        await deps.notes.changeItem(id, { ...item, status: 'waiting', failure: who.error });
    }),
  );
}

/** Sessions first: whoever has one could go on making keys. */
async function containIn(
  deps: RoundsDeps,
  id: string,
  who: SignedIn,
  items: readonly ContainmentItem[],
): Promise<void> {
  const waiting = [
    ...items.filter(({ what }) => what === 'session'),
    ...items.filter(({ what }) => what === 'key'),
  ];
  const one = async (): Promise<void> => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      await deps.notes.changeItem(id, await containOne(deps, id, who, item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
}

async function containOne(
  deps: RoundsDeps,
  id: string,
  who: SignedIn,
  item: ContainmentItem,
): Promise<ContainmentItem> {
  const heldToken = deps.tokenOf(item);
  if (isSettled(item)) return prove(deps, who, item, heldToken);
  await deps.notes.changeItem(id, { ...item, status: 'working' });
  return contain(deps, who, item, { now: () => deps.serverClock.now(), heldToken });
}

async function finishRotations(deps: RoundsDeps, id: string): Promise<void> {
  const incident = deps.notes.find(id);
  for (const market of incident?.markets ?? []) {
    if (!incident || !askerIn(deps, incident, market).ok) continue;
    const keys = incident.items.filter(({ what, marketId }) => what === 'key' && marketId === market.id);
    if (keys.length > 0) await deps.finishRotationsOf(scopeOf(market), new Set(keys.map(({ id }) => id)));
  }
}

async function look(deps: RoundsDeps, id: string): Promise<void> {
  const incident = deps.notes.find(id);
  if (!incident || incident.closedAt !== null) return;
  const seen = await deps.see(
    (await marketsToLookAt(deps, incident)).map((market) => ({
      market,
      who: askerIn(deps, incident, market),
    })),
  );
  await deps.notes.change(id, (now) => afterLooking(now, seen, deps.deviceName.current()));
}

/** A lost device is looked for everywhere, wherever that is by now; a leaked key is of its own market. */
async function marketsToLookAt(
  { account, otherPlaces }: RoundsDeps,
  incident: Incident,
): Promise<readonly Market[]> {
  const fresh = isBy(account, incident) ? marketsOf(account, await otherPlaces()) : [];
  const markets = new Map(fresh.map((market) => [market.id, market]));
  const known = incident.markets.map(
    ({ untouchedKeys: _count, ...market }) => markets.get(market.id) ?? market,
  );
  const more = fresh.filter(({ id }) => !incident.markets.some((one) => one.id === id));
  return incident.kind === 'device' ? [...known, ...more] : known;
}

function askerIn({ account }: RoundsDeps, incident: Incident, market: KeyScope): Result<SignedIn> {
  const now = account.view();
  if (now.state === 'signed-in' && !isBy(account, incident))
    return failed(failure('signed-out', { detail: 'somebody else is signed in' }));
  if (now.state === 'signed-in' && !isSameServer(now.server.address, market.server))
    return failed(failure('signed-out', { detail: 'signed in elsewhere' }));
  return account.sessionFor(market.organizationId);
}

async function noteLeft(
  { keys }: RoundsDeps,
  { personId, by: who, markets, server }: Incident,
  items: readonly ContainmentItem[],
): Promise<void> {
  for (const { id, name, marketId } of items.filter(({ what }) => what === 'key')) {
    const market = markets.find((one) => one.id === marketId);
    if (!market) continue;
    // Elsewhere the same person has another id.
    const by = isSameServer(market.server, server) ? { personId } : {};
    const names = { organizationName: market.name, ...(who ? { email: who.email } : {}) };
    await keys.noteLeft({ ...scopeOf(market), ...names, ...by, keyId: id, keyName: name });
  }
}

const scopeOf = ({ server, organizationId }: KeyScope): KeyScope => ({ server, organizationId });
