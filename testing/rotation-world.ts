import type { Companion } from '../core/companion.ts';
import type { Journal } from '../core/operations/journal.ts';
import { createOperations } from '../core/operations/operations.ts';
import { systemClock } from '../core/ports.ts';
import { type RotationData, rotationDataSchema } from '../core/rotation/rotation-data.ts';
import { createRotations, type RotationDeps, type Rotations } from '../core/rotation/rotations.ts';
import type { Connection } from '../shared/connect-view.ts';
import type { Result } from '../shared/result.ts';
import type { Rotated } from '../shared/rotation.ts';
import { createMemoryWorld, createWorld, type World } from './world.ts';

/** A connection whose key is replaced. */
export interface RotationWorld extends World {
  readonly companion: Companion;
  readonly connection: Connection;
  /** With files as ever, unless another journal is handed in. */
  rotationDeps(companion: Companion, journal?: Journal): RotationDeps;
  /** As a companion does that is started anew, signed in again where the session has ended. */
  nextStart(): Promise<{ companion: Companion; rotations: Rotations }>;
  journalOf(companion: Companion): Promise<{ pending: Record<string, RotationData> }>;
  /** Names of the working keys that the companion made; the seed's don't count. */
  ourLiveKeys(): string[];
  /** Whether Convene accepts the key that a bridge would start with now. */
  keyInUseWorks(): Promise<boolean>;
}

/** With the system's own keychain, and the bridge as a process. */
export const createRotationWorld = async (): Promise<RotationWorld> => rotationWorldIn(await createWorld());

/** With a keychain in memory, and the bridge in this process. */
export const createMemoryRotationWorld = async (): Promise<RotationWorld> =>
  rotationWorldIn(await createMemoryWorld());

async function rotationWorldIn(world: World): Promise<RotationWorld> {
  const seeded = new Set(world.server.keys().map(({ id }) => id));
  const { companion, connection } = await world.openConnected();

  const { notes } = world;

  const rotationDeps = (of: Companion, journal = notes): RotationDeps => ({
    account: of.account,
    keys: of.keys,
    connections: of.connections,
    bridge: world.connectDeps(of).bridge,
    openProbe: world.connectDeps(of).openProbe,
    clock: systemClock,
    deviceName: of.deviceName,
    log: of.log,
    operations: createOperations({ folder: world.folder, clock: systemClock, log: of.log, journal }),
  });

  return {
    ...world,
    companion,
    connection,
    rotationDeps,
    async nextStart() {
      const opened = await world.open();
      const next = opened.account.view().state === 'signed-in' ? opened : await signedInAgain(opened);
      const rotations = createRotations(rotationDeps(next));
      await rotations.open();
      return { companion: next, rotations };
    },
    async journalOf() {
      const ids = await notes.ids('rotation');
      if (!ids.ok) throw new Error(JSON.stringify(ids.error));
      const pending: Record<string, RotationData> = {};
      for (const id of ids.value) {
        const read = await notes.read('rotation', id);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        pending[id] = rotationDataSchema.parse(read.value?.data);
      }
      return { pending };
    },
    ourLiveKeys: () =>
      world.server
        .keys()
        .filter(({ id, revoked_at }) => revoked_at === null && !seeded.has(id))
        .map(({ name }) => name),
    async keyInUseWorks() {
      const held = await world.secrets.get(`connection:${connection.id}`);
      const token: unknown = held.ok && held.value ? JSON.parse(held.value).token : undefined;
      // Straight to the server, past whatever goes wrong on the way there.
      return typeof token === 'string' && world.server.accepts(token);
    },
  };

  async function signedInAgain(opened: Companion): Promise<Companion> {
    await opened.account.signIn('convene');
    world.server.approve(opened.account.pendingSignIn()?.userCode ?? '');
    await opened.account.settled();
    return opened;
  }
}

export function rotatedOrThrow(result: Result<Rotated>): Rotated {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
