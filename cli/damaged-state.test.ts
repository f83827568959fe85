import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

let world: CommandWorld;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, signIn } = await world.fresh());
  await signIn();
});
afterAll(() => world.close());

/** As after a power cut, with no copy to take instead. */
function damage(name: string): void {
  const path = join(place.folder, name);
  writeFileSync(path, '');
  rmSync(`${path}.last`, { force: true });
}

it('status doesn’t say that nothing is connected when that can’t be read', async () => {
  damage('connections.json');
  const { status, out } = await place.run(['status']);
  expect(status).toBe(1);
  expect(out).toContain('connections.json can’t be read, so it isn’t known which assistants are connected');
  expect(out).not.toContain('not connected');
});

it('status --json names the file and the code', async () => {
  damage('connections.json');
  expect((await place.run(['status', '--json'])).json()).toMatchObject({
    value: { connections: [], unread: [{ name: 'connections.json', failure: { code: 'state-damaged' } }] },
  });
});

it('logout says what isn’t known, and where to look', async () => {
  damage('connections.json');
  const { status, out } = await place.run(['logout']);
  expect(status).toBe(5);
  expect(out).not.toContain('Nothing stays behind');
  expect(out).toMatch(/named after this computer, at http.*\/admin\/api_keys/);
});

it('logout keeps what it couldn’t read, under another name', async () => {
  damage('incidents.json');
  await place.run(['logout']);
  expect(readdirSync(place.folder)).toContainEqual(expect.stringContaining('incidents.json.damaged-'));
});

it.each([['list'], ['status']])(
  'incident %s doesn’t say that there was none when that can’t be read',
  async (command) => {
    damage('incidents.json');
    const { status, out, err } = await place.run(['incident', command]);
    expect(status).toBe(1);
    expect(out).not.toContain('There was no incident');
    expect(err).toContain('What the Companion noted on this computer is damaged.');
  },
);
