import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoPeople, harbor } from '../demo/seed/people.ts';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// In this process, with the keychain in memory; what only a process can show is in program.test.ts.

const lost = 'Volunteer laptop';
const cursor = `Cursor on ${lost}`;
const always = Number.POSITIVE_INFINITY;

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let token: string;
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  let signIn: CommandTest['signIn'];
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
  ({ token } = convene.createKey(cursor));
  convene.createKey(`ChatGPT on ${lost}`);
});
afterAll(() => world.close());

const revoked = (): string[] =>
  convene
    .keys()
    .filter(({ name, revoked_at }) => name.endsWith(lost) && revoked_at)
    .map(({ name }) => name);

describe('incident device', () => {
  it('revokes every key of the device and signs its companion out', async () => {
    convene.signIn(undefined, lost);
    const { status, out } = await place.run(['incident', 'device', lost.toUpperCase(), '--yes']);
    expect(status).toBe(0);
    expect(revoked()).toHaveLength(2);
    expect(out).toContain(`✓ Convene Companion on ${lost}: Signed out`);
    expect(out).toMatch(/✓ “Cursor on Volunteer laptop” \(….{4}\): Revoked/);
  });

  it('that nobody knows is refused, and those that there are are named', async () => {
    const { status, err } = await place.run(['incident', 'device', 'Bicycle', '--yes']);
    expect(status).toBe(2);
    expect(err).toContain(`“${lost}”`);
  });

  it('whose companion couldn’t be looked for isn’t called safe', async () => {
    convene.faults.add({ kind: 'close', path: '/admin/sessions', times: always });
    const { status, out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(status).toBe(5);
    expect(out).toContain('who is signed in isn’t known yet');
    expect(revoked()).toHaveLength(2);
  });

  it('is dead in every market, with other people’s keys and sign-ins, and told per market', async () => {
    const harbors = convene.createKey(`Claude Desktop on ${lost}`, undefined, harbor.id);
    convene.signIn(demoPeople.tom.email, lost);
    const { status, out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(status).toBe(0);
    expect(convene.accepts(harbors.token)).toBe(false);
    expect(convene.sessions().filter(({ deviceName }) => deviceName === lost)).toEqual([]);
    expect(out).toContain('Quince Street Market: 3 of 3 confirmed');
    expect(out).toContain('Harbor Makers Fair: 1 of 1 confirmed');
    expect(out).toContain('Tom Okafor (tom@quince.example)');
  });

  it('says first that the password is to be changed', async () => {
    const { out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(out.split('\n')[1]).toContain('Change your password on Convene first');
  });

  it('isn’t called over where a market didn’t answer, and status goes on', async () => {
    const harbors = convene.createKey(`Claude Desktop on ${lost}`, undefined, harbor.id);
    const cut = convene.faults.add({ kind: 'close', organization: harbor.id, times: always });
    const { status, out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(status).toBe(5);
    expect(out).toContain('Harbor Makers Fair: not looked at yet.');
    expect((await place.run(['incident', 'list'])).out).not.toContain('all confirmed');
    cut.remove();
    expect((await place.run(['incident', 'status'])).status).toBe(0);
    expect(convene.accepts(harbors.token)).toBe(false);
  });

  it('names the admin to ask where this person may not', async () => {
    convene.setRole(demoPeople.ana.email, harbor.id, 'volunteer');
    const { status, out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(status).toBe(5);
    expect(out).toContain('Harbor Makers Fair: not yours to look at.');
    expect(out).toContain('Ask Ines Duarte (ines@harbor.example)');
  });

  it('leaves a device of a similar name alone, and says how it is cut off', async () => {
    const { token: other } = convene.createKey('Cursor on volunteer-laptop');
    convene.database.run("UPDATE api_keys SET created_at = '2026-01-02T10:00:00.000Z' WHERE name = ?", [
      'Cursor on volunteer-laptop',
    ]);
    const { out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(out).toContain('! volunteer-laptop: incident device "volunteer-laptop"');
    expect(convene.accepts(other)).toBe(true);
  });

  it('names what came since in another market, which is cut off by its id', async () => {
    const { key, token: quiet } = convene.createKey('Quiet helper', undefined, harbor.id);
    const { out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(out).toContain(`incident leak ${key.id}`);
    expect((await place.run(['incident', 'leak', key.id, '--yes'])).status).toBe(0);
    expect(convene.accepts(quiet)).toBe(false);
  });

  it('doesn’t name what keys create made a minute ago', async () => {
    await place.run(['keys', 'create', 'ChatGPT', '--device', 'Barn'], { showsToken: true });
    const { out } = await place.run(['incident', 'device', lost, '--yes']);
    expect(out).not.toContain('ChatGPT on Barn');
  });

  it('names every key before it asks, and revokes nothing where nobody can answer', async () => {
    const { status, err } = await place.run(['incident', 'device', lost]);
    expect(status).toBe(6);
    expect(err).toContain(cursor);
    expect(err).toContain(`ChatGPT on ${lost}`);
    expect(revoked()).toEqual([]);
  });
});

describe('incident leak', () => {
  it('revokes the key that is named, and no other', async () => {
    expect((await place.run(['incident', 'leak', cursor, '--yes'])).status).toBe(0);
    expect(revoked()).toEqual([cursor]);
  });

  it('finds the key in a file, and says what else in it is none of ours', async () => {
    const stranger = `fm_org_${'z'.repeat(40)}`;
    const file = place.write('mail.txt', `${token}\n${stranger}\n`);
    const { status, err } = await place.run(['incident', 'leak', '--text-from', file, '--yes']);
    expect(status).toBe(0);
    expect(err).toContain('tried once at Convene, to learn whose it is');
    expect(err).toContain('No key of your markets ends in …zzzz. We sent it nowhere.');
    expect(revoked()).toEqual([cursor]);
  });

  it('by a text names another market’s key with its market, with the proof of the token', async () => {
    const zapier = convene.createKey('Zapier on server', demoPeople.ines.email, harbor.id);
    const args = ['incident', 'leak', '--text-from', '-', '--yes', '--json'];
    const { status, json } = await place.run(args, { input: zapier.token });
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      ok: true,
      value: {
        incident: { items: [{ name: 'Zapier on server', proof: { kind: 'refused' } }] },
        text: { found: [{ is: 'key', by: 'token', key: { market: harbor.name } }] },
      },
    });
    expect(convene.accepts(zapier.token)).toBe(false);
  });

  it('by an ending that two keys have revokes neither, and names both', async () => {
    const other = convene.createKey('Web shop on server');
    convene.database.run('UPDATE api_keys SET token_hint = ? WHERE id = ?', [
      `…${token.slice(-4)}`,
      other.key.id,
    ]);
    const { status, err } = await place.run(['incident', 'leak', '--text-from', '-', '--yes'], {
      input: token.slice(-4),
    });
    expect(status).toBe(1);
    expect(err).toContain('Nothing was revoked.');
    expect(err).toContain('Web shop on server');
    expect(err).toContain(cursor);
    expect(revoked()).toEqual([]);
  });

  it('by a text with a certain and an uncertain key revokes the certain one, and isn’t done', async () => {
    const other = convene.createKey('Web shop on server');
    const third = convene.createKey('Zapier on server');
    convene.database.run('UPDATE api_keys SET token_hint = ? WHERE id = ?', [
      third.key.token_hint,
      other.key.id,
    ]);
    const { status, err } = await place.run(['incident', 'leak', '--text-from', '-', '--yes'], {
      input: `${token} and ${third.key.token_hint}`,
    });
    expect(status).toBe(5);
    expect(err).toContain('couldn’t be told');
    expect(revoked()).toEqual([cursor]);
  });

  it('in whose text is none of our keys says that nothing was revoked', async () => {
    const { status, err } = await place.run(['incident', 'leak', '--text-from', '-', '--yes'], {
      input: 'Hi',
    });
    expect(status).toBe(1);
    expect(err).toContain('Nothing was revoked');
  });

  it.each([
    [['incident', 'leak'], 'Which key?'],
    [['incident', 'leak', '--text-from', 'nowhere.txt'], 'isn’t there'],
  ])('%j is wrong use', async (args, words) => {
    const { status, err } = await place.run(args);
    expect(status).toBe(2);
    expect(err).toContain(words);
  });

  it('never takes a key as an argument', async () => {
    // Long enough to be refused, and too short for the watch over the whole run, which would find it here.
    const pasted = `fm_org_${randomBytes(6).toString('hex')}`;
    const { status, err } = await place.run(['incident', 'leak', pasted, '--yes']);
    expect(status).toBe(2);
    expect(err).toContain('must not stand in a command');
  });
});

describe('what isn’t confirmed', () => {
  it('ends with 5, with the address for doing it by hand, until status has got it confirmed', async () => {
    const fault = convene.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const first = await place.run(['incident', 'leak', cursor, '--yes']);
    expect(first.status).toBe(5);
    expect(first.out).toContain('NOT CONFIRMED');
    expect(first.out).toContain(`${convene.address}/admin/api_keys`);
    expect(first.out).not.toContain('✓');
    fault.remove();
    const second = await place.run(['incident', 'status', '--json']);
    expect(second.status).toBe(0);
    expect(second.json()).toMatchObject({
      ok: true,
      value: { incidents: [{ items: [{ status: 'done' }] }] },
    });
    expect(revoked()).toEqual([cursor]);
  });
});

describe('what came after the last moment of trust', () => {
  it('is looked at from the day on that was given', async () => {
    const args = ['incident', 'device', lost, '--trusted-until', '2026-01-31 08:15', '--yes', '--json'];
    const { status, json } = await place.run(args);
    expect(status).toBe(0);
    const lastTrustedAt = new Date(2026, 0, 31, 8, 15).toISOString();
    expect(json()).toMatchObject({ value: { incident: { lastTrustedAt } } });
  });

  it('can’t begin tomorrow, and then nothing is revoked', async () => {
    const args = ['incident', 'leak', cursor, '--trusted-until', '2999-01-01', '--yes'];
    const { status, err } = await place.run(args);
    expect(status).toBe(2);
    expect(err).toContain('still to come');
    expect(revoked()).toEqual([]);
  });
});

describe('past incidents', () => {
  const idIn = (line: string): string => line.slice(0, 8);

  it('are listed, the newest first, and each has its report', async () => {
    await place.run(['incident', 'leak', cursor, '--yes']);
    await place.run(['incident', 'device', lost, '--yes']);
    const { out } = await place.run(['incident', 'list']);
    const [second = '', first = ''] = out.split('\n');
    expect(second).toMatch(/^[0-9a-f]{8} {2}Lost device: Volunteer laptop \(.*\): all confirmed$/);
    expect(first).toMatch(/ {2}Leaked key \(/);
    const report = await place.run(['incident', 'report', idIn(first), '--format', 'json']);
    expect(JSON.parse(report.out)).toMatchObject({ kind: 'leak' });
  });

  it('are closed, but not while something isn’t confirmed', async () => {
    const fault = convene.faults.add({ kind: 'close', method: 'DELETE', times: always });
    await place.run(['incident', 'leak', cursor, '--yes']);
    const early = await place.run(['incident', 'close']);
    expect(early.status).toBe(5);
    expect(early.err).toContain('It stays open.');
    fault.remove();
    await place.run(['incident', 'status']);
    const closed = await place.run(['incident', 'close']);
    expect(closed).toMatchObject({ status: 0, out: expect.stringMatching(/^Closed: .*: closed\n$/) });
    expect((await place.run(['incident', 'close'])).status).toBe(1);
  });

  it('aren’t guessed', async () => {
    await place.run(['incident', 'leak', cursor, '--yes']);
    const { status, err } = await place.run(['incident', 'report', 'nonsense']);
    expect(status).toBe(2);
    expect(err).toContain('incident list shows them');
  });
});

describe('paper', () => {
  it('is a report in a new file, without the token; a file that is there stays', async () => {
    await place.run(['incident', 'leak', '--text-from', '-', '--yes'], { input: token });
    const html = join(place.home, 'report.html');
    expect((await place.run(['incident', 'report', '--out', html])).status).toBe(0);
    expect(readFileSync(html, 'utf8')).toContain(cursor);
    expect((await place.run(['incident', 'report', '--out', html])).status).toBe(2);
    const { out } = await place.run(['incident', 'report', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ report: 'convene-companion-incident', kind: 'leak' });
    const kept = readdirSync(place.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(kept.filter((text) => text.includes(token))).toEqual([]);
  });

  it('of an incident that never was says so', async () => {
    expect((await place.run(['incident', 'report'])).status).toBe(1);
    expect((await place.run(['incident', 'status'])).out).toContain('There was no incident.');
  });

  it('is an emergency card with the names of the keys', async () => {
    const card = join(place.home, 'card.html');
    expect((await place.run(['incident', 'card', '--out', card])).status).toBe(0);
    expect(existsSync(card)).toBe(true);
    expect(readFileSync(card, 'utf8')).toContain(lost);
  });
});
