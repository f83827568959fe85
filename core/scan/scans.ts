/** The look for keys that were left in files, for the window: how far it is, what was found, and what is done about it. */
import { createStore } from 'zustand/vanilla';
import type { ClientId } from '../../shared/clients.ts';
import { failure } from '../../shared/failure.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import {
  type Adoption,
  type ScanFinding,
  type ScanPlace,
  type ScanView,
  type SkippedReason,
  skippedReasons,
} from '../../shared/scan.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import type { Account } from '../account/account.ts';
import type { Computer } from '../files/data-folder.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { SettingsFile } from '../settings-editor/settings-file.ts';
import { type AdoptDeps, adopt } from './adopt.ts';
import { entryWith, serversBeside, settingsByPath } from './client-entry.ts';
import type { FoundToken } from './found-token.ts';
import { openInGit } from './in-git.ts';
import { whichKey } from './match-key.ts';
import { scanPlaces } from './places.ts';
import { readFoundToken } from './read-found.ts';
import { type ScanTotals, scan } from './scan.ts';
import { startingPoints } from './starting-points.ts';
import { tokenOwner } from './token-owner.ts';

export interface ScanDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly adoptDeps: Omit<AdoptDeps, 'account' | 'keys' | 'clock' | 'log'>;
  readonly computer: Computer;
  /** The program that looks through files (`ripgrepPath`). */
  readonly ripgrep: () => string;
  readonly clock: Clock;
  readonly log: Log;
  config(client: ClientId, path: string): SettingsFile;
}

/** Findings that are shown; more are counted. */
const mostShown = 1_000;
/** Milliseconds between two looks of the window at how far it is. */
const tellEveryMs = 200;

type Looking = Extract<ScanView, { state: 'looking' | 'ended' }>;

export function createScans(parts: ScanDeps) {
  const { account, keys, computer, clock, log } = parts;
  const view = createStore<ScanView>(() => ({ state: 'idle' }));
  const show = (next: ScanView): ScanView => {
    view.setState(next, true);
    return next;
  };
  let running: AbortController | undefined;
  let ended: Promise<void> = Promise.resolve();
  /** Where each finding is; never leaves this process. */
  let places = new Map<string, FoundToken>();
  let findings: ScanFinding[] = [];
  let moreFindings = 0;

  async function start(paths: readonly string[]): Promise<Result<ScanView>> {
    if (running) return failed(failure('busy'));
    const own = new AbortController();
    running = own;
    // Before anything is shown: a folder that is gone by now isn't a look that somebody called off.
    const there = await startingPoints(paths);
    if (!there.ok) {
      running = undefined;
      return there;
    }
    places = new Map();
    findings = [];
    moreFindings = 0;
    const startedAt = clock.now().toISOString();
    const begun = show({ state: 'looking', startedAt, ...tallyView(noTally(there.value.places)) });
    ended = look(paths, startedAt, { own, places: there.value.places })
      .catch((error: unknown) => {
        log('look for keys failed', { error: String(error) });
        const endedAt = clock.now().toISOString();
        const none = tallyView(noTally(there.value.places));
        show({ state: 'ended', startedAt, endedAt, end: 'broken', unread: [], ...none });
      })
      .finally(() => {
        running = undefined;
      });
    return ok(begun);
  }

  async function look(
    paths: readonly string[],
    startedAt: string,
    { own, places: chosen }: { readonly own: AbortController; readonly places: number },
  ): Promise<void> {
    // A key that was made since is none of a stranger's.
    const [settings] = await Promise.all([settingsByPath(computer), keys.refresh()]);
    const known: Promise<void>[] = [];
    const inGit = openInGit();
    let latest = noTally(chosen);
    const telling = setInterval(
      () => show({ state: 'looking', startedAt, ...tallyView(latest) }),
      tellEveryMs,
    );
    const end = await scan({
      ripgrep: parts.ripgrep,
      paths,
      signal: own.signal,
      onProgress: (tally) => {
        latest = tally;
      },
      onFound: (found) => {
        if (known.length < mostShown) known.push(learn(found, settings, inGit));
        else moreFindings += 1;
      },
    });
    await Promise.all(known).finally(() => clearInterval(telling));
    if (!end.ok) log('look for keys failed', { failure: end.error });
    if (end.ok) moreFindings += end.value.more;
    const endedAt = clock.now().toISOString();
    show({
      state: 'ended',
      startedAt,
      endedAt,
      end: !end.ok ? 'broken' : end.value.cancelled ? 'stopped' : 'whole',
      unread: end.ok ? end.value.unread.map(({ path }) => withoutTokens(path)) : [],
      ...tallyView(end.ok ? end.value : latest),
    });
  }

  const tallyView = ({ files, bytes, skipped, placesDone, places: chosen }: ScanTotals) => ({
    files,
    bytes,
    skipped: { ...skipped },
    placesDone,
    places: chosen,
    findings: [...findings],
    moreFindings,
  });

  /** What is to be known of a place besides where it is. */
  async function learn(
    found: FoundToken,
    settings: ReadonlyMap<string, ClientId>,
    inGit: ReturnType<typeof openInGit>,
  ): Promise<void> {
    const id = `${places.size + 1}`;
    places.set(id, found);
    const client = settings.get(found.path);
    const token = client ? await readFoundToken(found) : undefined;
    const entry =
      client && token?.ok
        ? await entryWith(parts.config(client, found.path), client, token.value)
        : undefined;
    const inGitRepository = await inGit(found.path);
    findings.push({
      id,
      // Somebody may have named the file after the key.
      path: withoutTokens(found.path),
      line: found.line,
      column: found.column,
      tokenHint: found.hint,
      key: whichKey(found.hint, keys.view()),
      inGitRepository,
      client: entry,
    });
  }

  /** The same look, with a finding settled, and every key as it stands now. */
  function settle(findingId: string, settled: ScanFinding['settled']): void {
    findings = findings.map((one) => ({
      ...one,
      key: whichKey(one.tokenHint, keys.view()),
      ...(one.id === findingId && settled ? { settled } : {}),
    }));
    const now = view.getState();
    if (now.state !== 'idle') show({ ...now, findings: [...findings] } satisfies Looking);
  }

  async function tokenOf(findingId: string): Promise<Result<{ found: FoundToken; token: string }>> {
    const found = places.get(findingId);
    if (!found) return failed(failure('not-found'));
    const token = await readFoundToken(found);
    return token.ok ? ok({ found, token: token.value }) : token;
  }

  /** By the entry that holds it, where it stands in a program's settings. */
  async function serversNamed(
    findingId: string,
    { found, token }: { readonly found: FoundToken; readonly token: string },
  ): Promise<readonly string[]> {
    const client = findings.find(({ id }) => id === findingId)?.client?.client;
    return client ? serversBeside(parts.config(client, found.path), token) : [];
  }

  async function revoke(findingId: string): Promise<Result<Proof>> {
    const held = await tokenOf(findingId);
    if (!held.ok) return held;
    const who = account.signedIn();
    if (!who.ok) return who;
    const owner = await tokenOwner(who.value, held.value.token, await serversNamed(findingId, held.value));
    if (!owner.ok) return owner;
    if (owner.value.is === 'elsewhere')
      return failed(failure('not-found', { detail: 'the key of another organization or server' }));
    const { is, key, held: heldToken } = owner.value;
    if (!key || (is === 'dead' && !isOpen(key.id)))
      return failed(failure('nothing-to-do', { detail: 'revoked already' }));
    const proof = await keys.ensureRevoked(who.value, key, { heldToken });
    await keys.refresh();
    settle(findingId, proof.ok ? 'revoked' : undefined);
    return proof;
  }

  /** Its revocation was asked for, and the test of its token is what settles it. */
  function isOpen(keyId: string): boolean {
    const list = keys.view();
    return list.state === 'listed' && list.keys.some((one) => one.id === keyId && one.revocationNotConfirmed);
  }

  async function adoptFound(findingId: string): Promise<Result<Adoption>> {
    const held = await tokenOf(findingId);
    if (!held.ok) return held;
    const entry = findings.find(({ id }) => id === findingId)?.client;
    if (!entry) return failed(failure('nothing-to-do', { detail: 'in no program’s settings' }));
    const { found, token } = held.value;
    const adopted = await adopt({ ...parts, ...parts.adoptDeps }, { ...entry, path: found.path }, token);
    const isDone = adopted.ok && adopted.value.steps.every(({ done }) => done);
    settle(findingId, isDone ? 'adopted' : undefined);
    return adopted;
  }

  return {
    view: (): ScanView => view.getState(),
    onChange: (listener: (view: ScanView) => void): (() => void) => view.subscribe(listener),
    places: (): Promise<ScanPlace[]> => scanPlaces(computer),
    /** Answers at once; goes on as changes of the view. `busy` while one is under way. */
    start,
    async cancel(): Promise<ScanView> {
      running?.abort();
      await ended;
      return view.getState();
    },
    pathOf: (findingId: string): string | undefined => places.get(findingId)?.path,
    revoke,
    adopt: adoptFound,
    async close(): Promise<void> {
      running?.abort();
      await ended;
    },
  };
}

const noTally = (places: number): ScanTotals => ({
  files: 0,
  bytes: 0,
  skipped: Object.fromEntries(skippedReasons.map((reason) => [reason, 0])) as Record<SkippedReason, number>,
  placesDone: 0,
  places,
});
