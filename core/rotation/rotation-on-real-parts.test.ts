import { afterEach, beforeEach, describe, it } from 'vitest';
import { rotateStepIds } from '../../shared/rotation.ts';
import { dies, rotationFaults } from '../../testing/rotation-faults.ts';
import { createRotationWorld, type RotationWorld, rotatedOrThrow } from '../../testing/rotation-world.ts';
import { createRotations } from './rotations.ts';

/** On the system's keychain, with the bridge as a process; everything that can go wrong: `rotation-faults.test.ts`. */
let world: RotationWorld;
beforeEach(async () => {
  world = await createRotationWorld();
});
afterEach(() => world.end());

const { troubles, rotateWith, meetTrouble, expectNothingForgotten, expectOneKey, expectFinished } =
  rotationFaults(() => world);

describe.each(rotateStepIds)('the step “%s”', (id) => {
  it('killed when it has acted is finished at the next start', async () => {
    await rotateWith(id, { ends: dies });
    await expectNothingForgotten();
    await expectFinished();
  });

  it('with the keychain locked is finished at the next start', async () => {
    const arm = troubles['the keychain locked'];
    if (!arm) throw new Error('no such trouble');
    await meetTrouble(id, arm);
    await expectFinished();
  });
});

it('a rotation that nothing happens to ends with one key', async () => {
  rotatedOrThrow(await createRotations(world.rotationDeps(world.companion)).rotate(world.connection.id));
  await expectOneKey();
});
