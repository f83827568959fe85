/** What this computer is called in the names of its keys: one source for everybody, kept in the companion's own folder. */
import { z } from 'zod';
import { isSameDevice, withoutNetworkSuffix } from '../../shared/keys/device-name.ts';
import { tidyDeviceName, withDevice } from '../../shared/keys/key-name.ts';
import { ok, type Result } from '../../shared/result.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { StateFiles } from '../files/state-files.ts';
import type { Log } from '../log.ts';
import { type ComputerFacts, computerFacts } from './computer-facts.ts';

const keyRefSchema = z.strictObject({ server: z.url(), organizationId: z.string(), keyId: z.string() });
/** One key, for certain: ids alone may be equal on two servers. */
export type KeyRef = z.infer<typeof keyRefSchema>;

export const computerFileSchema = z.strictObject({
  hostName: z.string(),
  given: z.string().optional(),
  name: z.string(),
  marks: z.array(z.string()),
  /** Keys of this computer that Convene still calls by an earlier name of it. */
  keysOfOldName: z.array(keyRefSchema),
});
export type ComputerFile = z.infer<typeof computerFileSchema>;

/** Files of 0.1.0 know no other name. */
export const computerOfV0 = (stored: unknown): unknown => ({ ...Object(stored), keysOfOldName: [] });

/** Nothing is noted yet. */
export const noComputer = (): ComputerFile => ({ hostName: '', name: '', marks: [], keysOfOldName: [] });

const newComputer = ({ hostName, given, marks }: ComputerFacts): ComputerFile => ({
  hostName,
  ...(given === undefined ? {} : { given }),
  name: given === undefined ? withoutNetworkSuffix(tidyDeviceName(hostName)) : tidyDeviceName(given),
  marks: [...marks],
  keysOfOldName: [],
});

export interface DeviceName {
  /** As it was read last; what the system calls it before that. */
  current(): string;
  /**
   * Reads it, as another companion may have changed it. The first name that the computer had is kept, as macOS takes another one in
   * each network; a folder that has come from another computer doesn't count. What can't be read or written is no reason not to
   * start: the name is then as it was, or what the system calls the computer.
   */
  look(): Promise<string>;
  onChange(listener: (name: string) => void): () => void;
  /** Calls it otherwise from now on. `keys`: those of this computer that Convene calls by an earlier name. */
  rename(name: string, keys: readonly KeyRef[]): Promise<Result<void>>;
  /** Convene calls this key by the present name now, or it is none of this computer's any more. */
  forgetKey(key: KeyRef): Promise<Result<void>>;
  /** Ids of the keys of this computer that are called by an earlier name of it, as far as is known. */
  keysOfOldName(within: KeyScope): ReadonlySet<string>;
  /** What a key of this computer is to be called from now on: its name, unless that says an earlier name of the computer. */
  nameNow(key: KeyRef, name: string): string;
  forget(): Promise<Result<void>>;
}

export function createDeviceName({
  file,
  facts,
  log,
}: {
  readonly file: StateFile<ComputerFile>;
  readonly facts: ComputerFacts;
  readonly log: Log;
}): DeviceName {
  const listeners = new Set<(name: string) => void>();
  let now = newComputer(facts);
  const take = (next: ComputerFile): void => {
    const isAnother = next.name !== now.name;
    now = next;
    if (isAnother) for (const hear of listeners) hear(now.name);
  };
  const isOld = (key: KeyRef): boolean => now.keysOfOldName.some((one) => isSameKey(one, key));

  async function change(next: (last: ComputerFile) => ComputerFile): Promise<Result<void>> {
    const saved = await file.update((last) => next(isOf(last, facts) ? last : newComputer(facts)));
    if (!saved.ok) return saved;
    take(saved.value);
    return ok(undefined);
  }

  return {
    current: () => now.name,
    async look() {
      const saved = await file.read();
      if (!saved.ok) {
        log('the name of this computer could not be read', { failure: saved.error });
        return now.name;
      }
      if (isOf(saved.value, facts)) take(saved.value);
      else {
        const noted = await change((last) => last);
        if (!noted.ok) log('the name of this computer is not noted', { failure: noted.error });
      }
      return now.name;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rename: (name, keys) =>
      change((last) => ({
        ...last,
        name,
        keysOfOldName: [
          ...last.keysOfOldName.filter((one) => !keys.some((key) => isSameKey(one, key))),
          ...keys,
        ],
      })),
    forgetKey: (key) =>
      change((last) => ({
        ...last,
        keysOfOldName: last.keysOfOldName.filter((one) => !isSameKey(one, key)),
      })),
    keysOfOldName: ({ server, organizationId }) =>
      new Set(
        now.keysOfOldName
          .filter((one) => one.organizationId === organizationId && isSameServer(one.server, server))
          .map(({ keyId }) => keyId),
      ),
    nameNow: (key, name) => (isOld(key) ? withDevice(name, now.name) : name),
    async forget() {
      const removed = await file.remove();
      if (removed.ok) take(newComputer(facts));
      return removed;
    },
  };
}

/** With its file among the companion's own; `given`: the name that the environment gives. */
export const deviceNameHere = (state: StateFiles, given: string | undefined, log: Log): DeviceName =>
  createDeviceName({
    file: state.file('computer.json', {
      schema: computerFileSchema,
      migrate: computerOfV0,
      initial: noComputer,
    }),
    facts: computerFacts(process.platform, given),
    log,
  });

const isSameKey = (one: KeyRef, other: KeyRef): boolean =>
  one.keyId === other.keyId &&
  one.organizationId === other.organizationId &&
  isSameServer(one.server, other.server);

/** Another name in the environment is another name. Without a mark on either side the host name has to do. */
const isOf = (kept: ComputerFile, { hostName, given, marks }: ComputerFacts): boolean =>
  kept.name !== '' &&
  kept.given === given &&
  (kept.marks.length > 0 && marks.length > 0
    ? kept.marks.some((mark) => marks.includes(mark))
    : isSameDevice(kept.hostName, hostName));
