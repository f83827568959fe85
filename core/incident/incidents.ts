/**
 * A key leaked, or a device is lost. Everything is revoked first, all at once, in every market; each part is asked for again
 * until Convene has confirmed it, whatever happens to this program meanwhile. Nothing is called revoked before that.
 */
import { randomUUID } from 'node:crypto';
import { failure } from '../../shared/failure.ts';
import type {
  AssetRef,
  ContainmentItem,
  IncidentAssets,
  IncidentImpact,
  IncidentsView,
  IncidentTodoId,
  IncidentView,
  TextMatch,
} from '../../shared/incident.ts';
import { isBeingAsked, isLookedThrough, itemKey } from '../../shared/incident-count.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import { type AssetsLook, createAssetsLook } from './assets-look.ts';
import { isOpen as isAskedFor, isRefused, isSettled, isUnderWay } from './contain.ts';
import { itemOf } from './found.ts';
import { impactIn } from './impact-in.ts';
import type { IncidentDeps } from './incident-deps.ts';
import { createIncidentNotes, type IncidentNotes, isBy } from './incident-notes.ts';
import { type Incident, viewOf } from './incidents-file.ts';
import { learnFrom } from './learn-from-list.ts';
import { marketIdOf, marketsOf } from './markets.ts';
import { keyToReplace, noteReplaced, type ReplacedKey } from './replaced.ts';
import { createRounds, type Rounds, usualPace } from './rounds.ts';
import { createTextKeys, type TextKeys } from './text-keys.ts';

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

/** Something of an incident that may still work, in the market it belongs to. */
export interface UnsettledPart {
  readonly incident: Incident;
  readonly market: Incident['markets'][number];
  readonly item: ContainmentItem;
}

export interface Incidents {
  view(): IncidentsView;
  onChange(listener: (view: IncidentsView) => void): () => void;
  /** What was begun earlier; `resume` goes on with it. */
  open(): Promise<void>;
  /** What of all that goes on may still work, whoever began it, and whoever is signed in. */
  unsettled(): UnsettledPart[];
  /** It is asked for again from here, so nobody else has to. */
  asksFor(key: KeyScope & { readonly keyId: string }): boolean;
  /** Whether whoever is signed in may ask for it. */
  isTheirs(incident: Incident): boolean;
  /** Goes on with everything that isn't confirmed; safe at any time. */
  resume(): Promise<void>;
  /** What can be cut off, in every market of whoever is signed in. */
  assets(): Promise<Result<IncidentAssets>>;
  /** Whose the keys in a suspicious text are; the lists are loaded anew first. Their tokens prove the revocation, and go with this run. */
  findInText(text: string): Promise<Result<TextMatch>>;
  /** Answers at once, with everything under way; `settled` waits for the first answers. */
  begin(asked: NewIncident): Promise<Result<IncidentView>>;
  /** Once each part has been asked for. */
  settled(id: string): Promise<Result<IncidentView>>;
  tryAgain(id: string): Promise<Result<IncidentView>>;
  contain(id: string, more: readonly AssetRef[]): Promise<Result<IncidentView>>;
  setLastTrusted(id: string, at: string | null): Promise<Result<IncidentView>>;
  impact(id: string): Promise<Result<IncidentImpact>>;
  tick(id: string, todo: IncidentTodoId, done: boolean): Promise<Result<IncidentView>>;
  /** A key took the place of one that was cut off. */
  noteReplaced(within: KeyScope, oldKeyId: string, newKey: ReplacedKey): Promise<void>;
  /** A key of an incident, and where it belongs. */
  keyToReplace(id: string, ref: AssetRef): ReturnType<typeof keyToReplace>;
  /** `busy` while something isn't settled or found out: it has to stay before everybody's eyes. */
  close(id: string): Promise<Result<IncidentView>>;
  /** Who reported it; what 0.1.0 began doesn't say. */
  reportedBy(id: string): Incident['by'];
  /**
   * Before the session goes: what is over is forgotten; what isn't waits for the same person. Answers what may live on and
   * isn't asked for any more, of whoever signs out.
   */
  leave(): Promise<LeftItem[]>;
  stop(): void;
}

interface LeftItem extends Pick<ContainmentItem, 'what' | 'name'> {
  /** The organization's name. */
  readonly market: string | undefined;
}

interface Parts extends IncidentDeps {
  readonly notes: IncidentNotes;
  readonly rounds: Rounds;
  readonly look: AssetsLook;
  readonly texts: TextKeys;
}

export function createIncidents(deps: IncidentDeps): Incidents {
  const notes = createIncidentNotes(deps);
  const look = createAssetsLook(deps);
  const texts = createTextKeys({ ...deps, look });
  const rounds = createRounds({
    ...deps,
    notes,
    pace: { ...usualPace, ...deps.pace },
    see: look.see,
    tokenOf: texts.tokenOf,
  });
  const parts: Parts = { ...deps, notes, rounds, look, texts };
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
    unsettled: () => unsettled(parts),
    asksFor: (key) => asksFor(parts, key),
    isTheirs: (incident) => isBy(deps.account, incident),
    resume: () => resume(parts),
    assets: look.assets,
    findInText(text) {
      const asked = new Set(
        notes.all().flatMap(({ items, closedAt }) => (closedAt ? [] : items.map(itemKey))),
      );
      texts.forget((item) => !asked.has(item));
      return texts.find(text);
    },
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
    noteReplaced: (within, oldKeyId, newKey) => noteReplaced(notes, within, oldKeyId, newKey),
    keyToReplace: (id, ref) => keyToReplace(notes, id, ref),
    close: (id) => withView(id, (incident) => close(parts, incident)),
    reportedBy: (id) => notes.find(id)?.by,
    leave: () => leave(parts),
    stop() {
      void rounds.rest();
      texts.close();
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

function unsettled({ notes, rounds }: Parts): UnsettledPart[] {
  /** Unless it is being asked for just now, or is what this companion asks with. */
  const mayLive = ({ id }: Incident, item: ContainmentItem): boolean =>
    !isSettled(item) && !item.thisOne && !(rounds.isRunning(id) && isBeingAsked(item));
  return notes
    .all()
    .filter(({ closedAt }) => closedAt === null)
    .flatMap((incident) =>
      incident.items
        .filter((item) => mayLive(incident, item))
        .flatMap((item) => {
          const market = incident.markets.find(({ id }) => id === item.marketId);
          return market ? [{ incident, market, item }] : [];
        }),
    );
}

function asksFor(
  { notes, rounds }: Parts,
  { server, organizationId, keyId }: KeyScope & { readonly keyId: string },
): boolean {
  const marketId = marketIdOf({ server, organizationId });
  return notes
    .all()
    .some(
      ({ id, items }) =>
        rounds.goesOn(id) &&
        items.some(
          (item) =>
            item.what === 'key' && item.id === keyId && item.marketId === marketId && isAskedFor(item),
        ),
    );
}

async function resume({ notes, rounds }: Parts): Promise<void> {
  for (const incident of notes.shown()) {
    if (!isUnderWay(incident)) continue;
    const { left: _left, ...back } = incident;
    if (incident.left) await notes.note(back);
    await rounds.round(incident.id);
  }
}

async function begin(parts: Parts, asked: NewIncident): Promise<Result<IncidentView>> {
  const { account, notes, rounds, look, serverClock } = parts;
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
    openedAt: serverClock.now().toISOString(),
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

async function close(
  { notes, rounds, texts, serverClock }: Parts,
  incident: Incident,
): Promise<Result<void>> {
  const { id, items, markets, server, kind } = incident;
  // What Convene won't revoke is as dangerous as what it hasn't answered; what it doesn't know is gone.
  if (items.some((item) => !isSettled(item) && item.failure?.code !== 'not-found'))
    return failed(failure('busy', { detail: 'not everything is confirmed' }));
  // On another server nobody may ever be signed in again; the page says that it wasn't looked at.
  if (kind === 'device' && markets.some((one) => isSameServer(one.server, server) && !isLookedThrough(one)))
    return failed(failure('busy', { detail: 'not everything is looked at' }));
  await rounds.rest(id);
  texts.forget((item) => items.some((one) => itemKey(one) === item));
  await notes.change(id, (now) => ({ ...now, closedAt: serverClock.now().toISOString() }));
  return ok(undefined);
}

async function leave({ notes, rounds, texts }: Parts): Promise<LeftItem[]> {
  await rounds.rest();
  texts.forget();
  const stay = notes.all().filter(isUnderWay);
  const left = notes
    .shown()
    .filter((incident) => !stay.includes(incident))
    .flatMap(({ items, markets }) =>
      items
        .filter((item) => !isSettled(item))
        .map(({ what, name, marketId }) => ({
          what,
          name,
          market: markets.find(({ id }) => id === marketId)?.name,
        })),
    );
  for (const incident of stay) await rounds.noteLeft(incident);
  await notes.leave(stay);
  return left;
}
