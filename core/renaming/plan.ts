import type { WireKey } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { isSameDevice } from '../../shared/keys/device-name.ts';
import { parseKeyName, tidyDeviceName, withDevice, withoutNumber } from '../../shared/keys/key-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type SignedIn, scopeOf } from '../account/account.ts';
import type { Plan } from '../operations/operation.ts';
import type { KeyToRename, RenamingData } from './renaming-data.ts';
import type { RenamingDeps } from './renaming-deps.ts';

/** The name as it is kept; `bad-input` where keys with it couldn't be told by it. */
export function usableName(raw: string): Result<string> {
  const name = tidyDeviceName(raw);
  // A name of nothing that is seen is called so.
  const isKept = name !== tidyDeviceName('') && parseKeyName(`x on ${name}`)?.device === name;
  return isKept ? ok(name) : failed(failure('bad-input', { name: raw }));
}

/**
 * What renaming would do, asked of every organization of the person. Only keys that this companion made or holds are renamed.
 * `device-name-taken` where another device has that name: a loss of one of them would end the keys of both.
 */
export async function planRenaming(
  deps: RenamingDeps,
  who: SignedIn,
  name: string,
  renamesKeys: boolean,
): Promise<Result<Plan<RenamingData>>> {
  const formerName = deps.deviceName.current();
  const keys: KeyToRename[] = [];
  const isAnother = !isSameDevice(name, formerName);
  if (isAnother) {
    const taken = await takenBySession(who, name);
    if (!taken.ok) return taken;
  }
  for (const { id } of organizationsOf(deps)) {
    const there = deps.account.sessionFor(id);
    if (!there.ok || !there.value.organization.managesKeys) continue;
    const found = await keysIn(deps, there.value, { name, formerName, renamesKeys, isAnother });
    if (!found.ok) return found;
    keys.push(...found.value);
  }
  const { convene, organization, person } = who;
  return ok({
    owner: {
      server: convene.server,
      organizationId: organization.id,
      organizationName: organization.name,
      personId: person.id,
    },
    data: { name, formerName, renamesKeys, session: 'open', keys },
  });
}

function organizationsOf({ account }: RenamingDeps): readonly { readonly id: string }[] {
  const now = account.view();
  return now.state === 'signed-in' ? now.organizations : [];
}

async function takenBySession({ convene }: SignedIn, name: string): Promise<Result<void>> {
  const listed = await convene.listSessions();
  // A server without that list has no device of that name, as far as anybody can see.
  if (!listed.ok) return listed.error.code === 'not-found' ? ok(undefined) : listed;
  const other = listed.value.sessions.find(
    ({ current, device_name }) => !current && isSameDevice(device_name, name),
  );
  return other ? failed(failure('device-name-taken', { name: other.device_name })) : ok(undefined);
}

interface NewName {
  readonly name: string;
  readonly formerName: string;
  readonly renamesKeys: boolean;
  readonly isAnother: boolean;
}

async function keysIn(deps: RenamingDeps, who: SignedIn, asked: NewName): Promise<Result<KeyToRename[]>> {
  const within = scopeOf(who);
  const listed = await who.convene.listKeys(within.organizationId);
  if (!listed.ok) return listed.error.code === 'not-allowed' ? ok([]) : listed;
  const ours = await deps.ownKeyIds(within);
  if (!ours.ok) return ours;
  const live = listed.value.keys.filter(({ revoked_at }) => revoked_at === null);
  const other = live.find((key) => !ours.value.has(key.id) && isOn(key, asked.name));
  if (asked.isAnother && other)
    return failed(failure('device-name-taken', { name: parseKeyName(other.name)?.device ?? asked.name }));
  const held = await deps.heldKeys(within);
  const old = deps.deviceName.keysOfOldName(within);
  const inUse = await deps.keysInUse(within);
  return ok(
    live.flatMap((key): KeyToRename[] => {
      const isOurs = ours.value.has(key.id);
      const isHere = held.has(key.id)
        ? isOn(key, asked.formerName) || isNumbered(key, asked.formerName)
        : isOn(key, asked.formerName);
      if (!isHere && !old.has(key.id)) return [];
      return [
        keyToRename(key, who, asked, { isOurs, isInUse: inUse.has(key.id), connectionId: held.get(key.id) }),
      ];
    }),
  );
}

function keyToRename(
  { id, name }: WireKey,
  { organization }: SignedIn,
  asked: NewName,
  is: { readonly isOurs: boolean; readonly isInUse: boolean; readonly connectionId: string | undefined },
): KeyToRename {
  const newName = withDevice(name, asked.name);
  const keeps = !is.isOurs
    ? 'not-ours'
    : !asked.renamesKeys
      ? 'not-asked'
      : is.isInUse
        ? 'in-use'
        : undefined;
  return {
    id,
    organizationId: organization.id,
    organizationName: organization.name,
    name,
    ...(is.connectionId === undefined ? {} : { connectionId: is.connectionId }),
    ...(keeps ? { keeps, settled: true } : { newName, settled: newName === name }),
  };
}

const isOn = ({ name }: WireKey, device: string): boolean => {
  const its = parseKeyName(name)?.device;
  return its !== undefined && isSameDevice(its, device);
};

/** By the number that it got because another computer has the same name. */
const isNumbered = ({ name }: WireKey, device: string): boolean => {
  const its = parseKeyName(name)?.device;
  return its !== undefined && isSameDevice(withoutNumber(its), withoutNumber(device));
};
