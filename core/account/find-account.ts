/** Who uses the companion, found again from the keychain and Convene where our own note of it can't be read. */
import type { ServerKind } from '../../shared/account.ts';
import type { Me } from '../../shared/convene/wire.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { AccessTokens, Convene } from '../convene/convene.ts';
import type { HeldToken } from '../convene/held-token.ts';
import type { StateFile } from '../files/state-file.ts';
import { pastedKeyAccount } from '../keychain/accounts.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import { pastedKeySecretSchema } from '../keychain/session-secrets.ts';
import type { Log } from '../log.ts';
import type { DemoMarket } from '../ports.ts';
import type { Session } from '../session/session.ts';
import type { AccountFile } from './account-file.ts';

export interface FindAccountDeps {
  readonly file: StateFile<AccountFile>;
  readonly secrets: SecretStore;
  readonly session: Session;
  readonly demo: DemoMarket;
  readonly log: Log;
  /** Where people's real markets live. */
  readonly productionServer: string;
  convene(server: string, tokens?: AccessTokens): Convene;
  offersSignIn(server: string): Promise<Result<boolean>>;
  /** Our own note of who is signed in was damaged, and was written anew from the keychain and Convene. */
  foundAgain?(path: string): void;
}

type SessionFile = Extract<AccountFile, { kind: 'session' }>;
type PastedFile = Extract<AccountFile, { kind: 'pasted-key' }>;

/**
 * `why`: what reading our note failed with. A damaged one is written anew; any other, as a newer companion's, is left alone.
 * Undefined where the keychain or Convene doesn't answer; `none` only where the keychain surely holds no sign-in.
 */
export async function findAccount(deps: FindAccountDeps, why: Failure): Promise<AccountFile | undefined> {
  const { file, log, foundAgain } = deps;
  const found = await findElsewhere(deps);
  if (!found.ok) log('who is signed in was not found again', { failure: found.error });
  const isDamaged = why.code === 'state-damaged';
  if (!found.ok || (found.value.kind === 'none' && !isDamaged)) return undefined;
  if (found.value.kind === 'none' || !isDamaged) return found.value;
  const saved = await file.rewrite(() => found.value);
  if (saved.ok) foundAgain?.(file.path);
  else log('who is signed in could not be noted', { failure: saved.error });
  return found.value;
}

async function findElsewhere(deps: FindAccountDeps): Promise<Result<AccountFile>> {
  const session = await deps.session.state();
  if (!session.ok) return session;
  if (session.value) return sessionFile(deps, session.value.server);
  const pasted = await readPastedKey(deps.secrets);
  if (!pasted.ok) return pasted;
  return pasted.value ? pastedFile(deps, pasted.value) : ok({ kind: 'none' });
}

/** The token that the person pasted, and the server it belongs to. */
export async function readPastedKey(secrets: SecretStore): Promise<Result<HeldToken | undefined>> {
  const held = await secrets.get(pastedKeyAccount);
  if (!held.ok || held.value === undefined) return held as Result<undefined>;
  const parsed = pastedKeySecretSchema.safeParse(safeJson(held.value));
  return parsed.success
    ? ok(parsed.data)
    : failed(failure('keychain-failed', { detail: 'pasted key not understood' }));
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sessionFile(deps: FindAccountDeps, server: string): Promise<Result<SessionFile>> {
  const serverKind = await kindFound(deps, server);
  if (!serverKind.ok) return serverKind;
  const me = await deps.convene(server, deps.session.tokens).me();
  const known = me.ok ? knownFrom(me.value) : me;
  return known.ok ? ok({ kind: 'session', server, serverKind: serverKind.value, ...known.value }) : known;
}

/** The demo market has to run before it is known as such. */
async function kindFound(
  { demo, productionServer }: FindAccountDeps,
  server: string,
): Promise<Result<ServerKind>> {
  const mayBeDemo = server !== productionServer && new URL(server).hostname === '127.0.0.1';
  if (!mayBeDemo) return ok(kindOf(server));
  const market = await demo.start();
  if (!market.ok) return market;
  return ok(market.value.address === server ? 'demo' : kindOf(server));
}

/** What is noted of a pasted key; a failure when Convene doesn't accept it. */
export async function pastedFile(
  deps: FindAccountDeps,
  { server, token }: HeldToken,
): Promise<Result<PastedFile>> {
  const probe = await deps.convene(server).probeKey({ server, token });
  if (!probe.ok) return probe;
  if (!probe.value.accepted) return failed(failure(probe.value.reason));
  const offered = await deps.offersSignIn(server);
  return ok({
    kind: 'pasted-key',
    server,
    serverKind: kindOf(server),
    organization: probe.value.dashboard.organization,
    tokenHint: tokenHint(token),
    signInOffered: offered.ok && offered.value,
  });
}

/** What is remembered of Convene's answer; the first organization is chosen. */
export function knownFrom(me: Me): Result<Pick<SessionFile, 'person' | 'organizations' | 'organizationId'>> {
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

export const kindOf = (server: string): ServerKind =>
  new URL(server).host === 'app.convene.markets' ? 'production' : 'other';
