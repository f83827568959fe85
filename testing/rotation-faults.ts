/** What a rotation meets when something goes wrong in one of its steps, and what must hold afterwards, whatever the world is made of. */
import { expect } from 'vitest';
import type { StateFile } from '../core/files/state-file.ts';
import { hasBegun, isStepDone, type RotationJournal } from '../core/rotation/journal.ts';
import { createRotations, type RotationDeps } from '../core/rotation/rotations.ts';
import type { Fault, Trouble } from '../demo/faults.ts';
import { failure } from '../shared/failure.ts';
import { failed, type Result } from '../shared/result.ts';
import type { Rotated, RotateStepId } from '../shared/rotation.ts';
import type { RotationWorld } from './rotation-world.ts';

type Undo = () => Promise<void> | void;
/** Arms the trouble as the step begins; answers what ends it. */
type Arm = () => Promise<Undo> | Undo;

export interface Moments {
  /** Called when the journal is to say that the step begins, after it was written. */
  begins?: () => Promise<void>;
  /** Called instead of noting that it is done. */
  ends?: () => Promise<Result<RotationJournal>>;
}

const always = { times: Number.POSITIVE_INFINITY };

export const dies = async (): Promise<never> => {
  throw new Error('killed');
};

/** `world` is asked anew each time: every test has one of its own. */
export function rotationFaults(world: () => RotationWorld) {
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

  const troubles: Record<string, Arm> = {
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

  /** A journal that tells when one step begins and ends. */
  function tellingJournal(
    parts: RotationDeps,
    id: RotateStepId,
    moments: Moments,
  ): StateFile<RotationJournal> {
    const { journal } = parts;
    let begun = false;
    return {
      ...journal,
      async update(change) {
        const now = await journal.read();
        const next = now.ok ? change(now.value).pending[world().connection.id] : undefined;
        if (next && isStepDone(next, id) && moments.ends) return moments.ends();
        const noted = await journal.update(change);
        if (next && !begun && hasBegun(next, id)) {
          begun = true;
          await moments.begins?.();
        }
        return noted;
      },
    };
  }

  async function rotateWith(id: RotateStepId, moments: Moments): Promise<Result<Rotated>> {
    const parts = world().rotationDeps(world().companion);
    const rotations = createRotations({ ...parts, journal: tellingJournal(parts, id, moments) });
    try {
      return await rotations.rotate(world().connection.id);
    } catch (error) {
      if (error instanceof Error && error.message === 'killed') return failed(failure('internal'));
      throw error;
    }
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
    } else if (pending) await rotations.rotate(world().connection.id);
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
