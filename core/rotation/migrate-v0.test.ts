import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { RotateStepId } from '../../shared/rotation.ts';
import { oldJournals } from '../../testing/old-journals.ts';
import { dies, rotationFaults } from '../../testing/rotation-faults.ts';
import { createMemoryRotationWorld, type RotationWorld } from '../../testing/rotation-world.ts';
import type { rotationsV0 } from './migrate-v0.ts';
import { type RotationData, rotationDataSchema } from './rotation-data.ts';

/**
 * Files of the last version, as its fault tests left them, in a world that is at the same moment: they become operations, which
 * the next start finishes or takes back.
 */
let world: RotationWorld;
beforeEach(async () => {
  world = await createMemoryRotationWorld();
});
afterEach(() => world.end());

const { troubles, rotateWith, meetTrouble, expectFinished, expectTakenBack } = rotationFaults(() => world);

type OldFile = z.infer<typeof rotationsV0.schema>;
const path = (): string => join(world.folder, 'rotations.json');
const left = oldJournals('rotations').map(
  ([moment, file]) => [moment, Object.values((file as OldFile).pending)[0]] as const,
);

/** The trouble after which a file says this; several have the same code. */
const troubleOf: Readonly<Record<string, string>> = {
  offline: 'the network gone',
  'server-error': 'answer 500',
  'unexpected-answer': 'a page instead of an answer',
  'keychain-locked': 'the keychain locked',
  refused: 'answer 401',
  'not-allowed': 'answer 403',
};

/** Rotates until the moment at which that file was left. */
async function reach(moment: string, hasNewKey: boolean): Promise<void> {
  const [, step = '', what = ''] =
    /(key-made|key-proven|key-in-use|old-revoked)(?: failed)?:? ?(.*)$/.exec(moment) ?? [];
  const arm = troubles[troubleOf[what] ?? what];
  if (arm) return meetTrouble(step as RotateStepId, arm);
  const isSignedOut = what.startsWith('the person signed out');
  const hasActed =
    what.startsWith('killed when') || (what.startsWith('working') && step === 'key-made' && hasNewKey);
  await rotateWith(
    step as RotateStepId,
    isSignedOut
      ? { begins: async () => world.server.endSessions() }
      : hasActed
        ? { ends: dies }
        : { begins: dies },
  );
}

/** Puts the file of that moment in the place of the operation, about the keys of this world. */
async function putOldFile(old: OldFile['pending'][string] | undefined): Promise<void> {
  const noted = await world.notes.read('rotation', world.connection.id);
  if (!noted.ok || !noted.value || !old) throw new Error('nothing was begun');
  const { id, owner, begunAt } = noted.value;
  const data: RotationData = rotationDataSchema.parse(noted.value.data);
  expect(data.newKey === undefined).toBe(old.newKey === undefined);
  const { proof: _proof, ...rest } = data;
  const pending = {
    ...old,
    ...rest,
    connectionId: id,
    server: owner.server,
    organization: { id: owner.organizationId, name: owner.organizationName },
    begunAt,
  };
  await world.notes.remove('rotation', id);
  writeFileSync(path(), JSON.stringify({ pending: { [id]: pending } }));
}

describe.each(left)('a rotation left at “%s”', (moment, old) => {
  it('is finished by the next start', async () => {
    await reach(moment, old?.newKey !== undefined);
    await putOldFile(old);
    await expectFinished();
    expect(existsSync(`${path()}.v0`)).toBe(true);
  });
});

describe.each(left.filter(([, old]) => !old?.goingBack))('a rotation left at “%s”', (moment, old) => {
  it('is taken back where that is still possible, else finished', async () => {
    await reach(moment, old?.newKey !== undefined);
    await putOldFile(old);
    await expectTakenBack();
  });
});

describe('a file that nobody understands', () => {
  const text = '{ "pending": { "half';
  beforeEach(() => {
    mkdirSync(world.folder, { recursive: true });
    writeFileSync(path(), text);
  });

  it('stays where it is, and keeps a second rotation from being begun beside it', async () => {
    const { rotations } = await world.nextStart();
    expect(await rotations.rotate(world.connection.id)).toMatchObject({
      error: { code: 'storage-failed', path: path() },
    });
    expect(readFileSync(path(), 'utf8')).toBe(text);
    expect(world.ourLiveKeys()).toEqual([world.connection.keyName]);
  });

  it('goes with the sign-in', async () => {
    const { companion } = await world.nextStart();
    world.claude.running = false;
    await companion.signOut();
    expect(existsSync(path())).toBe(false);
  });
});

it('a rotation of before anybody’s name was noted is finished too', async () => {
  await reach('key-proven: killed as it begins', true);
  const [, old] = left.find(([moment]) => moment === 'key-proven: killed as it begins') ?? [];
  if (!old) throw new Error('no such file');
  const { personId: _person, ...older } = old;
  await putOldFile(older);
  await expectFinished();
});
