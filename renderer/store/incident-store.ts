import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type {
  AssetRef,
  IncidentAssets,
  IncidentImpact,
  IncidentsView,
  IncidentTodoId,
  IncidentView,
  Market,
  TextMatch,
} from '../../shared/incident.ts';
import { isSameDevice } from '../../shared/keys/device-name.ts';
import type { Result } from '../../shared/result.ts';
import { capitalized, counted } from '../../shared/wording/numbers.ts';
import { isConfirmed, isOpen } from '../common/incident-progress.ts';
import type { Announcer } from '../data/announcer.ts';
import type { NamedDevice } from '../sections/incident/incident-assets.ts';
import { settledWords } from '../sections/incident/incident-words.ts';
import { feed } from './feed.ts';
import { doing, idle, isRunning, type Work } from './work.ts';

export type Assets =
  | { readonly state: 'unknown' | 'looking' }
  | { readonly state: 'known'; readonly assets: IncidentAssets }
  | { readonly state: 'failed'; readonly failure: Failure };

export type Impact =
  | { readonly state: 'looking' }
  | { readonly state: 'known'; readonly impact: IncidentImpact }
  | { readonly state: 'failed'; readonly failure: Failure };

/** What the person is asked to confirm: everything that would be cut off, by name. */
export interface ContainmentRequest {
  readonly kind: IncidentView['kind'];
  readonly device?: string;
  readonly thisOne: boolean;
  readonly keys: readonly AskedKey[];
  readonly sessions: readonly AskedSession[];
  /** Where a device is looked for; absent until that is known. */
  readonly markets?: readonly Market[];
  /** What the person leaves alone, by `askedKey`. */
  readonly spared: ReadonlySet<string>;
}

interface Asked {
  readonly id: string;
  /** Absent: of the organization that is chosen. */
  readonly marketId?: string;
  /** Whose it is, where it isn't the person's own. */
  readonly person?: { readonly name: string; readonly email: string } | undefined;
}
export type AskedSession = Asked;
export interface AskedKey extends Asked {
  readonly name: string;
  readonly tokenHint: string;
  /** The name of its market; absent: the one that is chosen. */
  readonly market?: string;
  /** Only its last characters told that it is this one. */
  readonly byEnding?: true;
}

/** One word for something in the question. */
export const askedKey = (what: 'key' | 'session', { marketId = '', id }: Asked): string =>
  `${what} ${marketId} ${id}`;

/** The page under the tab: the doors, one incident, or the look for keys in files. */
export type IncidentPage =
  | { readonly on: 'doors' | 'scan' }
  | { readonly on: 'incident'; readonly id: string };

export type IncidentAction =
  | 'find'
  | 'begin'
  | 'try'
  | 'cut-off'
  | 'trust'
  | 'tick'
  | 'report'
  | 'print'
  | 'mail'
  | 'close'
  | 'card';

export interface IncidentState {
  /** Newest first. */
  readonly incidents: readonly IncidentView[];
  /** Why earlier ones can't be read: there may be some. */
  readonly unread: Failure | undefined;
  readonly assets: Assets;
  /** Absent until the person chose: then what is open comes first, and the doors where nothing is. */
  readonly page: IncidentPage | undefined;
  /** The door that was opened from elsewhere, to begin at. */
  readonly door: 'leak' | 'lost' | undefined;
  readonly confirming: ContainmentRequest | undefined;
  readonly match: TextMatch | undefined;
  readonly impact: Readonly<Record<string, Impact>>;
  /** Where the last report was saved. */
  readonly savedTo: string | undefined;
  readonly work: Work<IncidentAction>;
}

export function createIncidentStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<IncidentState>(() => ({
    incidents: [],
    unread: undefined,
    assets: { state: 'unknown' },
    page: undefined,
    door: undefined,
    confirming: undefined,
    match: undefined,
    impact: {},
    savedTo: undefined,
    work: idle,
  }));
  const on = <T>(action: IncidentAction, call: () => Promise<Result<T>>): Promise<Result<T>> =>
    doing<IncidentAction, T>((work) => store.setState({ work }), action, call);

  function show({ incidents, failure }: IncidentsView): void {
    const before = new Map(store.getState().incidents.map((one) => [one.id, one]));
    store.setState({ incidents, unread: failure });
    const begun = incidents.find((one) => isOpen(one) && !before.has(one.id));
    // The confirmation gives way to the incident as soon as it is journaled, not only when all has answered.
    if (begun && isRunning(store.getState().work, 'begin')) turnTo(begun.id);
    for (const incident of incidents) sayWhatChanged(before.get(incident.id), incident);
  }

  function sayWhatChanged(before: IncidentView | undefined, incident: IncidentView): void {
    if (!before) return;
    const done = new Set(before.items.filter(({ status }) => status === 'done').map(({ id }) => id));
    const settled = incident.items.filter(({ id, status }) => status === 'done' && !done.has(id));
    const words = settled.length > 0 ? [settledWords(settled)] : [];
    if (settled.length > 0 && isConfirmed(incident)) words.push('Everything is confirmed.');
    const made = incident.createdSince.keys.length - before.createdSince.keys.length;
    if (made > 0)
      words.push(
        `${capitalized(counted(made, 'key'))} made since then ${made === 1 ? 'was' : 'were'} found.`,
      );
    if (words.length > 0) announcer.say(words.join(' '));
  }

  const showOne = (incident: IncidentView): void =>
    show({
      incidents: store.getState().incidents.some(({ id }) => id === incident.id)
        ? store.getState().incidents.map((one) => (one.id === incident.id ? incident : one))
        : [incident, ...store.getState().incidents],
    });

  const turnTo = (id: string): void =>
    store.setState({
      page: { on: 'incident', id },
      confirming: undefined,
      match: undefined,
      door: undefined,
    });

  /** A call that answers the incident as it is then. */
  async function changing(
    action: IncidentAction,
    call: () => Promise<Result<IncidentView>>,
  ): Promise<Result<IncidentView>> {
    const answer = await on(action, call);
    if (answer.ok) showOne(answer.value);
    return answer;
  }

  let assetsOf: string | undefined;
  let looking: Promise<void> | undefined;

  /** Asks what can be cut off in an organization. What is known of it stays in sight; another's is gone at once. */
  function loadAssets(organizationId: string): Promise<void> {
    if (assetsOf !== organizationId) {
      assetsOf = organizationId;
      looking = undefined;
      store.setState({ assets: { state: 'unknown' } });
    }
    if (looking) return looking;
    const asked = askForAssets(organizationId).finally(() => {
      if (looking === asked) looking = undefined;
    });
    looking = asked;
    return asked;
  }
  async function askForAssets(organizationId: string): Promise<void> {
    const known = store.getState().assets;
    if (known.state !== 'known') store.setState({ assets: { state: 'looking' } });
    const answer = await api.incidents.assets();
    if (organizationId !== assetsOf) return;
    if (answer.ok) store.setState({ assets: { state: 'known', assets: answer.value } });
    else if (known.state !== 'known') store.setState({ assets: { state: 'failed', failure: answer.error } });
  }

  /**
   * Asks about a device of which some keys are known already. All the rest, in every market, may have to be asked for first, and
   * nobody waits for that: it joins the question, and what has begun by then finds it itself.
   */
  async function askAboutDevice(
    device: string,
    keys: ContainmentRequest['keys'],
    organizationId: string,
  ): Promise<void> {
    const asked: ContainmentRequest = {
      kind: 'device',
      device,
      thisOne: false,
      keys,
      sessions: [],
      spared: new Set(),
    };
    store.setState({ confirming: asked, work: idle });
    await loadAssets(organizationId);
    const { assets, confirming, work } = store.getState();
    if (assets.state !== 'known' || confirming !== asked || isRunning(work, 'begin')) return;
    const { devices, markets } = assets.assets;
    const found = devices.find((one) => one.device !== null && isSameDevice(one.device, device));
    if (!found) return;
    const { thisOne, sessions } = found;
    store.setState({ confirming: { ...asked, thisOne, keys: found.keys, sessions, markets } });
  }

  const contain = (incidentId: string, refs: readonly AssetRef[]) =>
    changing('cut-off', () => api.incidents.contain({ incidentId, assets: [...refs] }));

  async function loadImpact(incidentId: string): Promise<void> {
    const set = (impact: Impact): void =>
      store.setState((state) => ({ impact: { ...state.impact, [incidentId]: impact } }));
    set({ state: 'looking' });
    const answer = await api.incidents.impact({ incidentId });
    set(answer.ok ? { state: 'known', impact: answer.value } : { state: 'failed', failure: answer.error });
  }

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.incidents,
        ask: api.incidents.view,
        show,
        // What is going on is told again with the next change; nothing that was shown is taken away.
        fail: () => {},
      }),
    loadAssets,
    askAboutDevice,
    turnTo,
    toDoors: (): void => store.setState({ page: { on: 'doors' }, match: undefined }),
    toScan: (): void => store.setState({ page: { on: 'scan' } }),
    /** Opens a door from elsewhere: the tray, or what the person had in mind. */
    openDoor: (door: 'leak' | 'lost'): void =>
      store.setState({ page: { on: 'doors' }, door, match: undefined }),
    doorTaken: (): void => store.setState({ door: undefined }),
    /** Asks about leaked keys. */
    askAboutLeak: (keys: readonly AskedKey[]): void =>
      store.setState({
        confirming: { kind: 'leak', thisOne: false, keys, sessions: [], spared: new Set() },
        work: idle,
      }),
    /** Asks about a device, with everything of it that is known in any market. */
    askAboutLost: ({ device, thisOne, keys, sessions }: NamedDevice, markets: readonly Market[]): void =>
      store.setState({
        confirming: { kind: 'device', device, thisOne, keys, sessions, markets, spared: new Set() },
        work: idle,
      }),
    /** Leaves something of another person alone, or not. */
    spare(one: string, isSpared: boolean): void {
      const { confirming } = store.getState();
      if (!confirming) return;
      const spared = new Set([...confirming.spared].filter((other) => other !== one));
      if (isSpared) spared.add(one);
      store.setState({ confirming: { ...confirming, spared } });
    },
    /** Leaves the question; once it has begun it can't be left. */
    leave(): void {
      if (!isRunning(store.getState().work, 'begin')) store.setState({ confirming: undefined });
    },
    async begin(): Promise<void> {
      const { confirming, work } = store.getState();
      if (!confirming || isRunning(work, 'begin')) return;
      const answer = await changing('begin', () => api.incidents.begin(newIncident(confirming)));
      if (answer.ok) turnTo(answer.value.id);
    },
    /** Tells whose the keys in a text are. The caller forgets the text at once. */
    async findInText(text: string): Promise<TextMatch | undefined> {
      store.setState({ match: undefined });
      const answer = await on('find', () => api.incidents.findInText({ text }));
      if (!answer.ok) return undefined;
      store.setState({ match: answer.value });
      return answer.value;
    },
    forgetMatch: (): void => store.setState({ match: undefined }),
    tryAgain: (incidentId: string) => changing('try', () => api.incidents.tryAgain({ incidentId })),
    contain,
    /** Says until when it was surely theirs, then asks what was done since. `at` is null where they don't know. */
    async setLastTrusted(incidentId: string, at: string | null): Promise<void> {
      const answer = await changing('trust', () => api.incidents.setLastTrusted({ incidentId, at }));
      if (answer.ok) await loadImpact(incidentId);
    },
    loadImpact,
    tick: (incidentId: string, todo: IncidentTodoId, done: boolean) =>
      changing('tick', () => api.incidents.tick({ incidentId, todo, done })),
    async saveReport(incidentId: string, format: 'html' | 'json'): Promise<void> {
      const answer = await on('report', () => api.incidents.saveReport({ incidentId, format }));
      if (!answer.ok || answer.value.path === null) return;
      store.setState({ savedTo: answer.value.path });
      announcer.say('The report is saved.');
    },
    printReport: (incidentId: string) => on('print', () => api.incidents.openReport({ incidentId })),
    writeMail: (incidentId: string) => on('mail', () => api.incidents.writeMail({ incidentId })),
    openCard: () => on('card', () => api.incidents.openCard()),
    async close(incidentId: string): Promise<void> {
      const answer = await changing('close', () => api.incidents.close({ incidentId }));
      if (!answer.ok) return;
      store.setState({ page: { on: 'doors' } });
      announcer.say('This is settled. You find it under earlier incidents.');
    },
    forgetFailure: (): void => store.setState({ work: idle }),
  };
}

/** What is begun: all that isn't spared. A device's own is found by the companion in every market. */
function newIncident({ kind, device, keys, sessions, spared }: ContainmentRequest) {
  const refs = [
    ...sessions.map((one) => ({ what: 'session' as const, one })),
    ...keys.map((one) => ({ what: 'key' as const, one })),
  ];
  const isSpared = ({ what, one }: (typeof refs)[number]): boolean => spared.has(askedKey(what, one));
  const byMarket = (which: typeof refs): AssetRef[] =>
    which.flatMap(({ what, one: { id, marketId } }) =>
      marketId === undefined ? [] : [{ what, marketId, id }],
    );
  const chosen = refs.filter((ref) => !isSpared(ref));
  const here = chosen.filter(({ one }) => one.marketId === undefined);
  return {
    kind,
    ...(device === undefined ? {} : { device }),
    keyIds: here.filter(({ what }) => what === 'key').map(({ one }) => one.id),
    sessionIds: here.filter(({ what }) => what === 'session').map(({ one }) => one.id),
    assets: byMarket(chosen),
    spared: byMarket(refs.filter(isSpared)),
    lastTrustedAt: null,
  };
}
