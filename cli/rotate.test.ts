import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quince } from '../demo/seed/people.ts';
import type { DemoServer } from '../demo/server.ts';
import { nothingTold } from '../shared/reminders/memory.ts';
import { revokedInNameOnly } from '../testing/revoked-in-name-only.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

const keyName = 'Cursor on Market office laptop';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
  place.write('.cursor/mcp.json', '{}\n');
  expect((await place.run(['connect', 'cursor'])).status).toBe(0);
});
afterAll(() => world.close());

const working = (): string[] =>
  convene
    .keys()
    .filter(({ name, revoked_at }) => name.startsWith(keyName) && !revoked_at)
    .map(({ name }) => name);
/** As if a key had been made so many days ago. */
const age = (days: number): void => {
  convene.database.run('UPDATE api_keys SET created_at = ? WHERE name = ?', [
    new Date(Date.now() - days * 86_400_000).toISOString(),
    keyName,
  ]);
};

describe('rotate', () => {
  it('replaces the one key that is held here, with proof', async () => {
    const { status, out } = await place.run(['rotate']);
    expect(status).toBe(0);
    expect(out).toContain(`“${keyName}” is replaced.`);
    expect(out).toContain('Convene refused the old key at ');
    expect(out).toContain(`The new key is called “${keyName}”.`);
    expect(working()).toEqual([keyName]);
    expect((await place.run(['doctor', 'cursor'])).status).toBe(0);
  });

  it('works by the same name each quarter', async () => {
    const id = (): string | undefined =>
      convene.keys().find(({ name, revoked_at }) => name === keyName && !revoked_at)?.id;
    const first = id();
    expect((await place.run(['rotate', keyName])).status).toBe(0);
    const second = id();
    expect((await place.run(['rotate', keyName])).status).toBe(0);
    expect(new Set([first, second, id()]).size).toBe(3);
    expect(working()).toEqual([keyName]);
  });

  it('works by the same name where the date stays behind it, because the server can’t rename', async () => {
    convene.faults.add({
      kind: 'answer',
      method: 'PATCH',
      status: 404,
      body: '',
      contentType: 'text/html',
      times: Number.POSITIVE_INFINITY,
    });
    for (const _quarter of [1, 2]) {
      expect((await place.run(['rotate', keyName])).status).toBe(0);
      expect(working()).toEqual([expect.stringMatching(/, renewed \d/)]);
    }
  });

  it('answers what took the old one’s place, as JSON', async () => {
    const { status, json } = await place.run(['rotate', keyName, '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      ok: true,
      value: { rotated: [{ client: 'cursor', oldKeyName: keyName, proof: { kind: 'refused' } }] },
    });
  });

  it('of a key that isn’t held here says what to do instead, with status 2', async () => {
    const { status, err } = await place.run(['rotate', 'ChatGPT on Info tent tablet']);
    expect(status).toBe(2);
    expect(err).toContain('This computer doesn’t hold that key.');
  });

  it('with --due leaves keys alone that aren’t due, and replaces those that are', async () => {
    expect((await place.run(['rotate', '--due'])).out).toContain('No key that is held here is due.');
    expect(working()).toEqual([keyName]);
    age(95);
    const { status, out } = await place.run(['rotate', '--due']);
    expect(status).toBe(0);
    expect(out).toContain(`“${keyName}” is replaced.`);
    expect(working()).toHaveLength(1);
  });

  it('that stops says so, is taken back with --back, and then there is nothing more to do', async () => {
    const fault = convene.faults.add({ kind: 'server-error', path: '/mcp', times: Infinity });
    expect((await place.run(['rotate'])).status).toBe(4);
    expect(working()).toHaveLength(2);
    fault.remove();
    const { status, out } = await place.run(['rotate', '--back']);
    expect(status).toBe(0);
    expect(out).toContain(`“${keyName}” stays in use, and the new key is revoked.`);
    expect(working()).toEqual([keyName]);
    expect((await place.run(['rotate', '--back'])).status).toBe(1);
  });

  it('says that the old key still works where Convene only calls it revoked, with status 5', async () => {
    revokedInNameOnly(convene, keyName);
    const { status, out, err } = await place.run(['rotate']);
    expect(status).toBe(5);
    expect(`${out}${err}`).toContain(
      'Convene says revoked, but the key still works. Treat this key as live.',
    );
    expect(`${out}${err}`).toContain(`Still works: “${keyName}”.`);
  });

  it('that stopped is finished by the next one', async () => {
    const fault = convene.faults.add({ kind: 'close', method: 'DELETE', times: Infinity });
    expect((await place.run(['rotate'])).status).toBe(5);
    fault.remove();
    expect((await place.run(['rotate'])).status).toBe(0);
    expect(working()).toHaveLength(1);
  });
});

describe('due', () => {
  it('goes by the days that were chosen', async () => {
    age(40);
    const { id } = convene.keys().find(({ name, revoked_at }) => name === keyName && !revoked_at) ?? {
      id: '',
    };
    const chosen = { termDays: 30, keyTermDays: { [id]: 200 }, marketDays: [], weeklyMarkets: null };
    const settings = {
      notifications: true,
      quietHours: null,
      pausedUntil: null,
      organizations: { [quince.id]: chosen },
    };
    writeFileSync(join(place.folder, 'reminders.json'), JSON.stringify({ settings, memory: nothingTold() }));
    expect((await place.run(['due'])).out).not.toContain(keyName);
    writeFileSync(
      join(place.folder, 'reminders.json'),
      JSON.stringify({
        settings: { ...settings, organizations: { [quince.id]: { ...chosen, keyTermDays: {} } } },
        memory: nothingTold(),
      }),
    );
    const { status, out } = await place.run(['due']);
    expect(status).toBe(7);
    expect(out).toContain(keyName);
  });

  it('lists the keys that are due or overdue, with status 7', async () => {
    age(90);
    const { status, out } = await place.run(['due']);
    expect(status).toBe(7);
    expect(out).toContain(keyName);
    expect(out).not.toContain('in 90 days');
  });

  it('answers them as JSON with the time of the list', async () => {
    age(97);
    const { status, json } = await place.run(['due', '--json']);
    expect(status).toBe(7);
    const { value } = json() as {
      value: { asOf: string; keys: { name: string; dueAt: string; stage: string }[] };
    };
    expect(Date.parse(value.asOf)).not.toBeNaN();
    const key = value.keys.find(({ name }) => name === keyName);
    expect(key?.stage).toBe('overdue');
    expect(Date.parse(key?.dueAt ?? '')).toBeLessThan(Date.now());
  });

  it('ends with 0 when none is', async () => {
    convene.database.run('UPDATE api_keys SET created_at = ?', [new Date().toISOString()]);
    const { status, out } = await place.run(['due']);
    expect(status).toBe(0);
    expect(out.trim()).toBe('No key is due.');
  });

  it('goes by the last known list without a connection', async () => {
    age(95);
    await place.run(['keys', 'list']);
    await convene.stop();
    const { status, out } = await place.run(['due']);
    expect(status).toBe(7);
    expect(out).toContain(keyName);
  });
});
