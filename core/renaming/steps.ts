/** What each step of a renaming does. None is taken back: what the computer is called is changed by renaming it once more. */
import { failureTraits } from '../../shared/failure-traits.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import { freeName } from '../keys/free-name.ts';
import type { Operation, Step } from '../operations/operation.ts';
import type { KeyRef } from '../this-computer/device-name.ts';
import type { KeyToRename, RenamingData } from './renaming-data.ts';
import type { RenamingDeps } from './renaming-deps.ts';

type Renaming = Operation<RenamingData>;
type RenamingStep = Step<RenamingData>;

const refOf = ({ owner }: Renaming, { id, organizationId }: KeyToRename): KeyRef => ({
  server: owner.server,
  organizationId,
  keyId: id,
});

/** From here on new keys use it. Those that exist carry the old one until Convene has renamed them. */
export const nameNoted = ({ deviceName }: RenamingDeps): RenamingStep => ({
  id: 'name-noted',
  onlyForward: true,
  async run(operation) {
    const { data } = operation;
    const old = data.keys.filter(({ keeps, newName, name }) => keeps !== 'not-ours' && newName !== name);
    const noted = await deviceName.rename(
      data.name,
      old.map((key) => refOf(operation, key)),
    );
    return noted.ok ? ok({ data }) : noted;
  },
});

export const sessionRenamed = ({ account }: RenamingDeps): RenamingStep => ({
  id: 'session-renamed',
  onlyForward: true,
  async run({ owner, data }) {
    const who = sessionAt(account, owner);
    if (!who.ok) return who;
    const { convene } = who.value;
    const listed = await convene.listSessions();
    if (!listed.ok && failureTraits(listed.error.code).retryable) return listed;
    const own = listed.ok ? listed.value.sessions.find(({ current }) => current) : undefined;
    if (!own) return ok({ data: { ...data, session: 'cannot' } });
    const renamed = await convene.renameSession(own.id, data.name);
    if (!renamed.ok && failureTraits(renamed.error.code).retryable) return renamed;
    return ok({ data: { ...data, session: renamed.ok ? 'renamed' : 'cannot' } });
  },
});

/** One after the other, each noted: what is done isn't done again, and what can't be done keeps its name. */
export const keysRenamed = (deps: RenamingDeps): RenamingStep => ({
  id: 'keys-renamed',
  onlyForward: true,
  async run(operation, { checkpoint }) {
    let { data } = operation;
    for (const key of data.keys) {
      if (key.settled) continue;
      const done = await renameKey(deps, operation, key);
      if (!done.ok) return done;
      data = { ...data, keys: data.keys.map((one) => (one === key ? done.value : one)) };
      const noted = await checkpoint(data);
      if (!noted.ok) return noted;
    }
    return ok({ data });
  },
});

async function renameKey(
  deps: RenamingDeps,
  operation: Renaming,
  key: KeyToRename,
): Promise<Result<KeyToRename>> {
  const { owner } = operation;
  const who = sessionAt(deps.account, { server: owner.server, organizationId: key.organizationId });
  if (!who.ok) return who.error.code === 'not-allowed' ? ok(keeping(key, 'refused')) : who;
  const renamed = await withFreeName(who.value, key);
  if (!renamed.ok) {
    const { code } = renamed.error;
    if (failureTraits(code).retryable) return renamed;
    return ok(keeping(key, code === 'not-found' ? 'cannot' : 'refused'));
  }
  const name = renamed.value;
  if (key.connectionId !== undefined) {
    const recorded = await deps.connections.renameKey(key.connectionId, { id: key.id, name });
    if (!recorded.ok) return recorded;
  }
  const forgotten = await deps.deviceName.forgetKey(refOf(operation, key));
  return forgotten.ok ? ok({ ...key, newName: name, settled: true }) : forgotten;
}

/** How often another free name is looked for: others may take one at the same time. */
const namesTried = 5;

/** Answers the name that it got: with a number where somebody's working key has it. */
async function withFreeName(
  { convene }: SignedIn,
  { id, organizationId, newName = '' }: KeyToRename,
): Promise<Result<string>> {
  let name = newName;
  for (let tried = 1; ; tried += 1) {
    const renamed = await convene.renameKey(organizationId, id, name);
    if (renamed.ok) return ok(name);
    if (renamed.error.code !== 'conflict' || tried === namesTried) return renamed;
    const listed = await convene.listKeys(organizationId);
    if (!listed.ok) return listed;
    const others = listed.value.keys.filter((key) => key.id !== id);
    name = freeName(
      newName,
      others.map((key) => ({ name: key.name, revoked: key.revoked_at !== null })),
    );
  }
}

const keeping = ({ newName: _new, ...key }: KeyToRename, keeps: KeyToRename['keeps']): KeyToRename => ({
  ...key,
  ...(keeps ? { keeps } : {}),
  settled: true,
});
