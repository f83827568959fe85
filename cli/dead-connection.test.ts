import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { formatDay } from '../shared/wording/dates.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Ended, Place } from './testing/place.ts';

const keyName = 'Cursor on Market office laptop';
const market = 'Quince Street Market';
const dead = (): string =>
  `Cursor can’t reach ${market}: its key was revoked on ${formatDay(new Date(), new Date())}.`;

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  let signIn: CommandTest['signIn'];
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
  place.write('.cursor/mcp.json', '{}\n');
  expect((await place.run(['connect', 'cursor'])).status).toBe(0);
});
afterAll(() => world.close());

const working = (): string[] =>
  convene
    .keys()
    .filter(({ name, revoked_at }) => name === keyName && !revoked_at)
    .map(({ name }) => name);

const run = (...words: string[]): Promise<Ended> => place.run(words);

const revocations: Readonly<Record<string, () => Promise<unknown>>> = {
  here: () => run('keys', 'revoke', keyName, '--yes'),
  elsewhere: async () => convene.revokeKeyByHand(keyName),
  'by an incident': () => run('incident', 'leak', keyName, '--yes'),
};

describe.each(Object.entries(revocations))('a key that was revoked %s', (_where, revoke) => {
  beforeEach(async () => {
    await revoke();
  });

  it('is told by status, with what helps', async () => {
    const { out } = await run('status');
    expect(out).toContain(`! ${dead()} Run: convene-companion connect cursor\n`);
    expect(out).not.toContain('is connected to');
  });

  it('is told by rotate instead of asking which key', async () => {
    const { status, err } = await run('rotate');
    expect(status).toBe(2);
    expect(err).toContain(`${dead()} Connect it again: convene-companion connect cursor`);
  });

  it('is told by rotate of that key', async () => {
    const { status, err } = await run('rotate', keyName);
    expect(status).toBe(2);
    expect(err).toContain(`${dead()} Connect it again: convene-companion connect cursor`);
  });

  it('is told by doctor, with what helps', async () => {
    const { status, out } = await run('doctor', 'cursor');
    expect(status).toBe(3);
    expect(out).toContain(`! ${dead()}\n`);
    expect(out).toContain('Run: convene-companion connect cursor');
  });

  it('is replaced by connect, under its old name', async () => {
    expect(working()).toEqual([]);
    const { status, out } = await run('connect', 'cursor');
    expect(status).toBe(0);
    expect(out).toContain(`Cursor is connected to ${market}.\n`);
    expect(working()).toEqual([keyName]);
    expect((await run('status')).out).toContain(`Cursor is connected to ${market} with the key “${keyName}”`);
  });
});
