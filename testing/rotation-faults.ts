/** What a rotation meets when something goes wrong in one of its steps, and what must hold afterwards, whatever the world is made of. */
import { expect } from 'vitest';
import type { Journal } from '../core/operations/journal.ts';
import { hasBegun, isDone } from '../core/operations/operation.ts';
import { createRotations } from '../core/rotation/rotations.ts';
import type { Fault, Trouble } from '../demo/faults.ts';
import type { Result } from '../shared/result.ts';
import type { Rotated, RotateStepId } from '../shared/rotation.ts';
import type { RotationWorld } from './rotation-world.ts';

type Undo = () => Promise<void> | void;
/** Arms the trouble as the step begins; answers what ends it. */
type Arm = () => Promise<Undo> | Undo;

export interface Moments {
  /** Called when the journal is to say that the step begins, after it was written. */
  begins?: () => Promise<void>;
  /** Called instead of noting that it is done. */
  ends?: () => Promise<Result<void>>;
}

const always = { times: Number.POSITIVE_INFINITY };

export const dies = async (): Promise<never> => {
  throw new Error('killed');
};

/** What may go wrong outside the companion; each answers what ends it. */
export function troublesIn(world: () => Pick<RotationWorld, 'server' | 'keyring'>): Record<string, Arm> {
  const server =
    (trouble: Trouble): Arm =>
    () => {
      const fault = world().server.faults.add({ ...trouble, ...always } as Fault);
      return () => fault.remove();
    };
  const status = (code: number): Arm =>
    server({
      kind: 'answer',
      status: code,
      body: JSON.stringify({ error: 'No.' }),
      contentType: 'application/json',
    });

  return {
    'the network gone': server({ kind: 'close' }),
    'answers lost after the server acted': server({ kind: 'act-then-close' }),
    'answer 401': status(401),
    'answer 403': status(403),
    'answer 409': status(409),
    'answer 500': server({ kind: 'server-error' }),
    'a page instead of an answer': server({ kind: 'html' }),
    'half an answer': server({ kind: 'truncated' }),
    'the keychain locked': async () => {
      await world().keyring.restart({ unlocked: false });
      return () => world().keyring.restart({ unlocked: true });
    },
  };
}

/** A journal that tells when one step begins and ends. */
export function tellingJournal(notes: Journal, id: string, moments: Moments): Journal {
  let begun = false;
  return {
    ...notes,
    async write(operation) {
      if (isDone(operation, id) && moments.ends) return moments.ends();
      const noted = await notes.write(operation);
      if (!begun && hasBegun(operation, id)) {
        begun = true;
        await moments.begins?.();
      }
      return noted;
    },
  };
}

/** `world` is asked anew each time: every test has one of its own. */
export function rotationFaults(world: () => RotationWorld) {
  const troubles = troublesIn(world);

  function rotateWith(id: RotateStepId, moments: Moments): Promise<Result<Rotated>> {
    const journal = tellingJournal(world().notes, id, moments);
    const parts = world().rotationDeps(world().companion, journal);
    return createRotations(parts).rotate(world().connection.id);
  }

  /** The keys that the companion can tell of: its connections', and those of rotations that were begun. */
  async function knownNames(): Promise<Set<string>> {
    const listed = await world().companion.connections.list();
    const { pending } = await world().journalOf(world().companion);
    const connected = listed.ok ? listed.value.map(({ keyName }) => keyName) : [];
    const rotating = Object.values(pending).flatMap(({ oldKey, newKeyName }) => [oldKey.name, newKeyName]);
    return new Set([...connected, ...rotating]);
  }

  async function expectNothingForgotten(): Promise<void> {
    expect(await world().keyInUseWorks()).toBe(true);
    const live = world().ourLiveKeys();
    expect(live.length).toBeLessThanOrEqual(2);
    const known = await knownNames();
    expect(live.filter((name) => !known.has(name))).toEqual([]);
  }

  async function expectOneKey(): Promise<void> {
    expect(world().ourLiveKeys()).toHaveLength(1);
    const listed = await world().companion.connections.list();
    expect(listed.ok && listed.value.map(({ keyName }) => keyName)).toEqual(world().ourLiveKeys());
    expect(await world().keyInUseWorks()).toBe(true);
    expect(await world().journalOf(world().companion)).toEqual({ pending: {} });
    for (const beside of ['-new', '-old'])
      expect(await world().secrets.get(`connection:${world().connection.id}${beside}`)).toEqual({
        ok: true,
        value: undefined,
      });
  }

  /** The next start finishes by itself, or after the person has said so. */
  async function expectFinished(): Promise<void> {
    const { rotations } = await world().nextStart();
    await rotations.resumeAll();
    await expectNothingForgotten();
    if (rotations.view().rotations.length > 0) await rotations.rotate(world().connection.id);
    await expectOneKey();
  }

  async function expectTakenBack(): Promise<void> {
    const { rotations } = await world().nextStart();
    const [pending] = rotations.view().rotations;
    if (pending?.canRollBack) {
      expect(await rotations.rollBack(world().connection.id)).toMatchObject({ ok: true });
      expect(world().ourLiveKeys()).toEqual([world().connection.keyName]);
    } else {
      // What waits for its name only is finished by itself.
      await rotations.resumeAll();
      if (rotations.view().rotations.length > 0) await rotations.rotate(world().connection.id);
    }
    await expectOneKey();
  }

  async function meetTrouble(id: RotateStepId, arm: Arm): Promise<void> {
    let undo: Undo = () => {};
    await rotateWith(id, {
      begins: async () => {
        undo = await arm();
      },
    });
    await undo();
    await expectNothingForgotten();
  }

  return {
    troubles,
    rotateWith,
    meetTrouble,
    expectNothingForgotten,
    expectOneKey,
    expectFinished,
    expectTakenBack,
  };
}
