import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { type Rotated, rotateStepIds } from '../../shared/rotation.ts';
import { dies, type Moments, rotationFaults } from '../../testing/rotation-faults.ts';
import { createMemoryRotationWorld, type RotationWorld } from '../../testing/rotation-world.ts';
import { withLock } from '../files/lock.ts';
import { createRotations } from './rotations.ts';

/**
 * Every step of a rotation meets everything that can go wrong. Then the companion is started anew. At every look: the key
 * in use works, no more than two work, and none works that the companion doesn't know of.
 */
let world: RotationWorld;
beforeEach(async () => {
  world = await createMemoryRotationWorld();
});
afterEach(async () => {
  await world.end();
});

const {
  troubles,
  rotateWith,
  meetTrouble,
  expectNothingForgotten,
  expectOneKey,
  expectFinished,
  expectTakenBack,
} = rotationFaults(() => world);

describe.each(rotateStepIds)('the step “%s”', (id) => {
  describe.each(Object.entries(troubles))('with %s', (_name, arm) => {
    it('is finished at the next start', async () => {
      await meetTrouble(id, arm);
      await expectFinished();
    });

    it('is taken back where that is still possible, else finished', async () => {
      await meetTrouble(id, arm);
      await expectTakenBack();
    });
  });

  it.each<[string, Moments]>([
    ['killed as it begins', { begins: dies }],
    ['killed when it has acted', { ends: dies }],
    ['a full disk when it is to be noted', { ends: async () => failed(failure('storage-failed')) }],
  ])('with %s is finished at the next start', async (_what, moments) => {
    await rotateWith(id, moments);
    await expectNothingForgotten();
    await expectFinished();
  });

  it.each<[string, Moments]>([
    ['killed as it begins', { begins: dies }],
    ['killed when it has acted', { ends: dies }],
  ])('with %s is taken back where that is still possible, else finished', async (_what, moments) => {
    await rotateWith(id, moments);
    await expectNothingForgotten();
    await expectTakenBack();
  });

  it('with another companion at it waits for that one, and is done once', async () => {
    const other = createRotations(world.rotationDeps(world.companion));
    let second: Promise<Result<Rotated>> | undefined;
    const first = await rotateWith(id, {
      begins: async () => {
        second = other.rotate(world.connection.id);
      },
    });
    await second;
    expect(first.ok).toBe(true);
    await expectOneKey();
  });

  it('with the person signed out meanwhile is finished once they are signed in again', async () => {
    await rotateWith(id, { begins: async () => world.server.endSessions() });
    await expectNothingForgotten();
    await expectFinished();
  });
});

it('the lock of a companion that is gone keeps nobody from rotating', async () => {
  const parts = world.rotationDeps(world.companion);
  await withLock(join(world.folder, 'operations/rotation.lock'), async () => failed(failure('internal')));
  expect(await createRotations(parts).rotate(world.connection.id)).toMatchObject({ ok: true });
});
