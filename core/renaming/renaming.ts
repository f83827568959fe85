/** Calls this computer otherwise, and with it its keys and its sign-in at Convene. */
import type { DeviceView, Renamed } from '../../shared/renaming.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Operation, OperationKind } from '../operations/operation.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import { planRenaming, usableName } from './plan.ts';
import { type RenamingData, renamingDataSchema } from './renaming-data.ts';
import type { RenamingDeps } from './renaming-deps.ts';
import { keysRenamed, nameNoted, sessionRenamed } from './steps.ts';

export interface Renaming {
  view(): DeviceView;
  onChange(listener: (view: DeviceView) => void): () => void;
  /** What was begun before this start. */
  open(): Promise<void>;
  /**
   * Renames this computer, or goes on with a renaming to the same name. `bad-input` for no name, `device-name-taken` where another
   * device has it. From the first step on it is called so, and what Convene couldn't be told is gone on with later.
   */
  rename(name: string): Promise<Result<Renamed>>;
  /** The same, but the keys that exist keep their names. */
  takeName(name: string): Promise<Result<void>>;
  /** Goes on with what was begun earlier. */
  resume(): Promise<Result<void>>;
  /** Before the sign-in goes: what isn't done is given up. */
  leave(): Promise<void>;
}

/** There is one of it. */
const id = 'this-computer';
/** Milliseconds to wait for another companion. */
const waitMs = 5_000;

export function createRenaming(deps: RenamingDeps): Renaming {
  const { account, deviceName } = deps;
  const runs = deps.operations.kind(renamingKind(deps));
  const view = (): DeviceView => {
    const [under] = runs.view();
    const failed = under?.operation.steps.find((step) => step.failure)?.failure;
    return {
      name: deviceName.current(),
      ...(under
        ? {
            renaming: { formerName: under.operation.data.formerName, ...(failed ? { failure: failed } : {}) },
          }
        : {}),
    };
  };

  async function rename(name: string, renamesKeys: boolean): Promise<Result<Renamed>> {
    const who = account.signedIn();
    const begun = await runs.find(id);
    if (!begun.ok) return begun;
    // What was begun is finished first: its keys are between two names.
    if (begun.value && begun.value.data.name !== name) {
      const finished = await runs.run(id);
      if (!finished.ok) return finished;
    }
    if (who.ok) return runs.run(id, { plan: () => planRenaming(deps, who.value, name, renamesKeys) });
    return renameHere(deviceName, name);
  }

  return {
    view,
    onChange(listener) {
      const tell = (): void => listener(view());
      const ends = [runs.onChange(tell), deviceName.onChange(tell)];
      return () => {
        for (const end of ends) end();
      };
    },
    open: () => runs.open(),
    async rename(raw) {
      const name = usableName(raw);
      return name.ok ? rename(name.value, true) : name;
    },
    async takeName(name) {
      const taken = await rename(name, false);
      return taken.ok ? ok(undefined) : taken;
    },
    resume: () => runs.resume(),
    async leave() {
      await runs.forget(id);
    },
  };
}

/** Nobody is signed in, so nothing at Convene is this computer's. */
async function renameHere(deviceName: DeviceName, name: string): Promise<Result<Renamed>> {
  const formerName = deviceName.current();
  const noted = await deviceName.rename(name, []);
  return noted.ok ? ok({ name, formerName, session: 'none', keys: [] }) : noted;
}

const renamingKind = (deps: RenamingDeps): OperationKind<RenamingData, Renamed> => ({
  name: 'renaming',
  version: 1,
  data: renamingDataSchema,
  persist: 'required',
  waitMs,
  steps: [nameNoted(deps), sessionRenamed(deps), keysRenamed(deps)],
  async done({ data }: Operation<RenamingData>) {
    await deps.keys.refresh();
    await deps.lookAgain();
    return ok(renamedOf(data));
  },
});

const renamedOf = ({ name, formerName, session, keys }: RenamingData): Renamed => ({
  name,
  formerName,
  session,
  keys: keys.map(({ organizationName, name: old, newName, keeps }) => ({
    organizationName,
    name: old,
    ...(newName === undefined ? {} : { newName }),
    ...(keeps ? { keeps } : {}),
  })),
});
