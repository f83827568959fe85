import { createStore } from 'zustand/vanilla';
import type { AccountView, Organization, ServerKind } from '../../shared/account.ts';
import type { Me } from '../../shared/convene/wire.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isKeyToken, tokenHint } from '../../shared/tokens.ts';
import type { AccessTokens, Convene } from '../convene/convene.ts';
import type { HeldToken } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import { pastedKeyAccount } from '../keychain/accounts.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import { pastedKeySecretSchema, type SessionSecret } from '../keychain/session-secrets.ts';
import type { Log } from '../log.ts';
import type { DemoMarket, Opener } from '../ports.ts';
import type { Session } from '../session/session.ts';
import type { PendingSignIn } from '../session/sign-in.ts';
import type { AccountFile } from './account-file.ts';

export interface AccountDeps {
  readonly file: StateFile<AccountFile>;
  readonly secrets: SecretStore;
  readonly session: Session;
  readonly opener: Opener;
  readonly demo: DemoMarket;
  readonly log: Log;
  /** Where people's real markets live. */
  readonly productionServer: string;
  convene(server: string, tokens?: AccessTokens): Convene;
  /** Ends a session that was never kept. */
  endSession(secret: SessionSecret): Promise<Result<void>>;
  startSignIn(server: string): Promise<Result<PendingSignIn>>;
  offersSignIn(server: string): Promise<Result<boolean>>;
}

/** Who uses the companion, on which Convene: signed in, with a pasted key, or not at all. */
export type Account = ReturnType<typeof createAccount>;

/** By whom, with which organization, on which server keys are managed; absent while nobody is signed in. */
export interface SignedIn {
  readonly convene: Convene;
  readonly person: Person;
  readonly organization: Organization;
}

/** Within what the ids of keys are meant. */
export const scopeOf = ({ convene, organization }: SignedIn): KeyScope => ({
  server: convene.server,
  organizationId: organization.id,
});

type Person = Extract<AccountView, { state: 'signed-in' }>['person'];

export function createAccount(parts: AccountDeps) {
  const { file, secrets, session, log } = parts;
  const view = createStore<AccountView>(() => ({ state: 'opening' }));
  const show = (next: AccountView): AccountView => {
    view.setState(next, true);
    return next;
  };
  let pending: { signIn: PendingSignIn; abort: AbortController } | undefined;

  const save = async (next: AccountFile): Promise<Result<AccountView>> => {
    const saved = await file.update(() => next);
    return saved.ok ? ok(show(viewOf(saved.value))) : saved;
  };

  /** What is only about who is signed in already holds until the end of this program where it can't be kept. */
  const unlessNotKept = (saved: Result<AccountView>, next: AccountFile): Result<AccountView> => {
    if (saved.ok || saved.error.code !== 'storage-failed') return saved;
    log('account not kept', { failure: saved.error });
    return ok(show(viewOf(next)));
  };

  /** Nobody is signed in any more, and this is why. */
  const forget = async (why?: Failure): Promise<AccountView> => {
    const removed = await file.remove();
    if (!removed.ok) log('account file stays', { failure: removed.error });
    return show({ state: 'signed-out', failure: why });
  };

  /** Reads what was remembered; works without a network. */
  async function open(): Promise<AccountView> {
    const saved = await file.read();
    if (!saved.ok) return show({ state: 'blocked', failure: saved.error });
    if (saved.value.kind === 'none') return show({ state: 'signed-out' });
    if (saved.value.serverKind === 'demo') {
      const market = await parts.demo.start();
      if (!market.ok) return show({ state: 'blocked', failure: market.error });
      // The market found another place; what was signed in to isn't there now, but nothing is thrown away.
      if (market.value.address !== saved.value.server) return show({ state: 'signed-out' });
    }
    const held = saved.value.kind === 'session' ? await session.state() : await secrets.get(pastedKeyAccount);
    if (!held.ok) return show({ state: 'blocked', failure: held.error });
    // A session of another server belongs to a sign-in that this file knows nothing of.
    const elsewhere = typeof held.value === 'object' && held.value.server !== saved.value.server;
    if (held.value === undefined || elsewhere) return forget(failure('signed-out'));
    return show(viewOf(saved.value));
  }

  /** Asks the server anew who this is, so that a lost role or a new market shows. */
  async function refresh(): Promise<Result<AccountView>> {
    const now = view.getState();
    if (now.state === 'blocked' || now.state === 'opening') return ok(await open());
    if (now.state !== 'signed-in') return ok(now);
    const me = await parts.convene(now.server.address, session.tokens).me();
    if (!me.ok) {
      if (me.error.code !== 'signed-out') return me;
      // By now somebody may have signed in elsewhere, and that isn't over.
      const later = view.getState();
      const isSame = later.state === 'signed-in' && later.server.address === now.server.address;
      return ok(isSame ? await forget(me.error) : later);
    }
    const known = knownFrom(me.value);
    if (!known.ok) return known;
    // While Convene was asked, the person may have signed out, or chosen another organization.
    const saved = await file.update((last) => renewed(last, now, known.value));
    if (!saved.ok)
      return view.getState() === now
        ? unlessNotKept(saved, renewed(fileOf(now), now, known.value))
        : ok(view.getState());
    return ok(view.getState().state === 'signed-in' ? show(viewOf(saved.value)) : view.getState());
  }

  async function signIn(where: 'convene' | 'demo'): Promise<Result<AccountView>> {
    cancel();
    // Nobody shall approve in the browser what this computer can't keep.
    const ready = await secrets.get(pastedKeyAccount);
    if (!ready.ok) return ready;
    const market = where === 'demo' ? await parts.demo.start() : ok({ address: parts.productionServer });
    if (!market.ok) return market;
    const server = market.value.address;
    const started = await parts.startSignIn(server);
    if (!started.ok) return started;
    const abort = new AbortController();
    const signIn = started.value;
    pending = { signIn, abort };
    const waiting: AccountView = {
      state: 'waiting',
      server: { address: server, kind: where === 'demo' ? 'demo' : kindOf(server) },
      userCode: signIn.userCode,
      verificationAddress: signIn.verificationAddress,
      expiresAt: signIn.expiresAt.toISOString(),
    };
    show(waiting);
    const opened = await parts.opener.open(signIn.verificationAddress);
    if (!opened.ok) show({ ...waiting, trouble: opened.error });
    settled = settle(waiting, signIn, abort);
    return ok(view.getState());
  }

  let settled: Promise<void> = Promise.resolve();

  async function settle(
    waiting: Extract<AccountView, { state: 'waiting' }>,
    signIn: PendingSignIn,
    abort: AbortController,
  ): Promise<void> {
    const answer = await signIn.wait(abort.signal, (trouble) => {
      if (!abort.signal.aborted) show({ ...waiting, trouble });
    });
    if (pending?.abort !== abort) return;
    pending = undefined;
    if (!answer.ok) return void show({ state: 'signed-out', failure: answer.error });
    const kept = await session.start(answer.value);
    if (!kept.ok) {
      // Nobody holds this session, so it shall not live on.
      const ended = await parts.endSession(answer.value);
      if (!ended.ok) log('session could not be ended', { failure: ended.error });
      return void show({ state: 'signed-out', failure: kept.error });
    }
    const me = await parts.convene(waiting.server.address, session.tokens).me();
    const known = me.ok ? knownFrom(me.value) : me;
    const entered = known.ok
      ? await save({
          kind: 'session',
          server: waiting.server.address,
          serverKind: waiting.server.kind,
          ...known.value,
        })
      : known;
    if (entered.ok) return;
    const ended = await session.end();
    if (!ended.ok) log('session could not be ended', { failure: ended.error });
    show({ state: 'signed-out', failure: entered.error });
  }

  function cancel(): AccountView {
    if (!pending) return view.getState();
    pending.abort.abort();
    pending = undefined;
    return show({ state: 'signed-out' });
  }

  async function pasteKey(pasted: string): Promise<Result<AccountView>> {
    const token = pasted.trim();
    if (!isKeyToken(token)) return failed(failure('not-a-key'));
    cancel();
    const server = parts.productionServer;
    const probe = await parts.convene(server).probeKey({ server, token });
    if (!probe.ok) return probe;
    if (!probe.value.accepted) return failed(failure(probe.value.reason));
    const offered = await parts.offersSignIn(server);
    const secret = pastedKeySecretSchema.parse({ server, token });
    const kept = await secrets.set(pastedKeyAccount, JSON.stringify(secret));
    if (!kept.ok) return kept;
    return save({
      kind: 'pasted-key',
      server,
      serverKind: kindOf(server),
      organization: probe.value.dashboard.organization,
      tokenHint: tokenHint(token),
      signInOffered: offered.ok && offered.value,
    });
  }

  async function chooseOrganization(organizationId: string): Promise<Result<AccountView>> {
    const saved = await file.read();
    if (!saved.ok) return saved;
    const { value } = saved;
    if (value.kind !== 'session' || !value.organizations.some(({ id }) => id === organizationId)) {
      return failed(failure('not-found', { name: organizationId }));
    }
    const next = { ...value, organizationId };
    return unlessNotKept(await save(next), next);
  }

  /** Ends the session on the server and forgets the account. The failure, if any, says why the server still has it. */
  async function leave(): Promise<Result<void>> {
    cancel();
    const ended = await session.end();
    const dropped = await secrets.delete(pastedKeyAccount);
    await forget();
    return ended.ok ? dropped : ended;
  }

  function signedIn(choose: (now: Extract<AccountView, { state: 'signed-in' }>) => string): Result<SignedIn> {
    const now = view.getState();
    if (now.state === 'blocked') return failed(now.failure);
    if (now.state === 'pasted-key')
      return failed(failure(now.signInOffered ? 'signed-out' : 'sign-in-not-offered'));
    if (now.state !== 'signed-in') return failed(failure('signed-out'));
    const organization = now.organizations.find(({ id }) => id === choose(now));
    if (!organization) return failed(failure('not-allowed', { detail: 'another organization' }));
    return ok({
      convene: parts.convene(now.server.address, session.tokens),
      person: now.person,
      organization,
    });
  }

  const kindOf = (server: string): ServerKind =>
    new URL(server).host === 'app.convene.markets' ? 'production' : 'other';

  return {
    view: (): AccountView => view.getState(),
    onChange: (listener: (view: AccountView) => void): (() => void) => view.subscribe(listener),
    open,
    refresh,
    signIn,
    cancel,
    /** Ends when a sign-in that was begun is settled, one way or the other. */
    settled: (): Promise<void> => settled,
    pendingSignIn: (): PendingSignIn | undefined => pending?.signIn,
    pasteKey,
    chooseOrganization,
    leave,
    signedIn: (): Result<SignedIn> => signedIn((now) => now.organizationId),
    /** The same for another of the person's organizations; `not-allowed` when it is none of theirs. */
    sessionFor: (organizationId: string): Result<SignedIn> => signedIn(() => organizationId),
    /** The token that the person pasted, and the server it belongs to. */
    async pastedKey(): Promise<Result<HeldToken | undefined>> {
      const held = await secrets.get(pastedKeyAccount);
      if (!held.ok || held.value === undefined) return held as Result<undefined>;
      const parsed = pastedKeySecretSchema.safeParse(safeJson(held.value));
      return parsed.success
        ? ok(parsed.data)
        : failed(failure('keychain-failed', { detail: 'pasted key not understood' }));
    },
  };
}

/** What is remembered of Convene's answer; the first organization is chosen. */
function knownFrom(me: Me): Result<Pick<SessionFile, 'person' | 'organizations' | 'organizationId'>> {
  const organizations = me.organizations.map(({ id, name, slug, role, admins }) => ({
    id,
    name,
    slug,
    role,
    managesKeys: role !== 'volunteer',
    ...(admins ? { admins } : {}),
  }));
  const [first] = organizations;
  if (!first) return failed(failure('not-allowed', { detail: 'no organization' }));
  const { id, name, email } = me.person;
  return ok({ person: { id, name, email }, organizations, organizationId: first.id });
}

type SessionFile = Extract<AccountFile, { kind: 'session' }>;

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const viewOf = (saved: AccountFile): AccountView => {
  if (saved.kind === 'none') return { state: 'signed-out' };
  const server = { address: saved.server, kind: saved.serverKind };
  if (saved.kind === 'session') {
    const { person, organizations, organizationId } = saved;
    return { state: 'signed-in', server, person, organizations, organizationId };
  }
  const { organization, tokenHint, signInOffered } = saved;
  return { state: 'pasted-key', server, organization, tokenHint, signInOffered };
};

type SignedInView = Extract<AccountView, { state: 'signed-in' }>;

const fileOf = ({ server, person, organizations, organizationId }: SignedInView): AccountFile => ({
  kind: 'session',
  server: server.address,
  serverKind: server.kind,
  person,
  organizations,
  organizationId,
});

/** With what Convene has said of the person; the organization that was chosen stays while it is one of theirs. */
function renewed(
  last: AccountFile,
  { server }: SignedInView,
  known: Pick<SignedInView, 'person' | 'organizations' | 'organizationId'>,
): AccountFile {
  if (last.kind !== 'session' || last.server !== server.address) return last;
  const chosen = known.organizations.find(({ id }) => id === last.organizationId);
  return { ...last, ...known, ...(chosen ? { organizationId: chosen.id } : {}) };
}
