import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whileReadOnly } from '../testing/faults/read-only.ts';
import { mayMount, mountSmallDisk } from '../testing/faults/small-disk.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';

let world: CommandWorld;
let test: CommandTest;
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  test = await world.fresh();
});
afterAll(() => world.close());

const key = 'ChatGPT on Info tent tablet';
const readOnly = (...args: string[]) =>
  whileReadOnly(test.place.folder, test.place.home, () => test.place.run(args));
const isRevoked = (): boolean =>
  test.convene.keys().some(({ name, revoked_at }) => name === key && revoked_at !== null);

describe('with a folder that can only be read', () => {
  beforeEach(async () => void (await test.signIn()));
  it('keys are listed, and what is in the way is said', async () => {
    const { status, out, err } = await readOnly('keys', 'list');
    expect(status).toBe(0);
    expect(out).toContain(key);
    expect(err).toContain('The Companion can’t write in its own folder.');
    expect(err).toContain(`You may not write in ${test.place.folder}.`);
  });

  it('status is up to date', async () => {
    const { status, out } = await readOnly('status');
    expect(status).toBe(0);
    expect(out).not.toContain('Not up to date');
  });

  it('a key is revoked', async () => {
    expect(await readOnly('keys', 'revoke', key, '--yes')).toMatchObject({ status: 0 });
    expect(isRevoked()).toBe(true);
  });

  it('a lost device is cut off, and that nothing is noted is said', async () => {
    const { status, err } = await readOnly('incident', 'device', 'Info tent tablet', '--yes');
    expect(status).toBe(0);
    expect(err).toContain('nothing of what you do is noted here');
    expect(isRevoked()).toBe(true);
  });

  it('another organization holds for as long as a program runs', async () => {
    const before = readdirSync(test.place.folder);
    const { status, out } = await readOnly('organization', 'Harbor Makers Fair');
    expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining('Harbor Makers Fair') });
    expect(readdirSync(test.place.folder)).toEqual(before);
  });
});

// Where no disk can be mounted, the folder that can only be read goes the same ways.
if (mayMount())
  it('on a full disk that is said, and a key is revoked', async () => {
    const disk = mountSmallDisk(test.place.folder);
    try {
      await test.signIn();
      disk.fill();
      const { status, err } = await test.place.run(['keys', 'revoke', key, '--yes']);
      expect({ status, err }).toMatchObject({
        status: 0,
        err: expect.stringContaining('is full. Make room.'),
      });
      expect(isRevoked()).toBe(true);
    } finally {
      disk.unmount();
    }
  });
