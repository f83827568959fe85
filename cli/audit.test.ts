import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoPeople } from '../demo/seed/people.ts';
import type { DemoServer } from '../demo/server.ts';
import { parseStrictCsv } from '../testing/strict-csv.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
beforeAll(async () => {
  world = await openCommandWorld('real');
  let signIn: CommandTest['signIn'];
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
  const { token } = convene.createKey('Cursor on Barn');
  await fetch(`${convene.address}/api/v1/admin/bookings/999999`, {
    headers: { authorization: `Bearer ${token}` },
  });
  convene.revokeKeyByHand('Cursor on Barn');
});
afterAll(() => world.close());

const lines = (out: string): string[] => out.trimEnd().split('\n');

describe('audit', () => {
  it('says what a key did and what was done to it, newest first', async () => {
    const { status, out } = await place.run(['audit', '--key', 'Cursor on Barn']);
    expect(status).toBe(0);
    const said = lines(out);
    expect(said).toHaveLength(3);
    expect(said[0]).toMatch(/^today, \d+:\d\d {2}Ana Ferreira revoked the key “Cursor on Barn”\./);
    expect(said[1]).toContain('Cursor on Barn tried to read booking 999999, which isn’t there.');
    expect(said[2]).toContain('Ana Ferreira made the key “Cursor on Barn”.');
  });

  it('shows as many as are asked for, and says that there are more', async () => {
    const { out, err } = await place.run(['audit', '--limit', '7']);
    expect(lines(out)).toHaveLength(7);
    expect(err).toContain('These are the newest seven events. --limit shows more.');
  });

  it('goes by every filter together', async () => {
    const found = async (...args: string[]) => (await place.run(['audit', ...args])).out;
    expect(lines(await found('--outcome', 'not_found', '--find', 'curs barn'))).toHaveLength(1);
    expect(await found('--outcome', 'not_found', '--person', demoPeople.ana.email)).toContain('Nothing in');
    expect(lines(await found('--action', 'api_key.revoked', '--key', 'Cursor on Barn'))).toHaveLength(1);
    expect(await found('--until', '2001-01-01')).toContain('Nothing in the audit log fits.');
  });

  it('answers one JSON object', async () => {
    const answer = (await place.run(['audit', '--limit', '2', '--json'])).json();
    expect(answer).toMatchObject({
      ok: true,
      value: { events: [{ action: 'api_key.revoked' }, {}], nextCursor: expect.any(String) },
    });
  });

  it.each([
    [['--since', 'yesterday'], 'A day is written as'],
    [['--key', 'Nothing on Nothing'], 'There is no key'],
    [['--person', 'Nobody'], 'Nobody called “Nobody”'],
    [['--limit', '0'], 'A number from 1'],
    [['--export', 'somewhere'], 'Which format?'],
  ])('doesn’t take %j', async (args, words) => {
    const { status, err } = await place.run(['audit', ...args]);
    expect(status).not.toBe(0);
    expect(err).toContain(words);
  });

  it('writes everything to a new file, and never over another', async () => {
    const path = join(place.home, 'audit.csv');
    const { status, out } = await place.run(['audit', '--export', path]);
    expect([status, out]).toEqual([0, expect.stringMatching(/^\d+ events written to /)]);
    const records = parseStrictCsv(readFileSync(path, 'utf8').slice(1));
    expect(records.length).toBeGreaterThan(100);
    const other = join(place.home, 'mine.json');
    writeFileSync(other, 'mine');
    const again = await place.run(['audit', '--export', other]);
    expect([again.status, again.err]).toEqual([2, expect.stringContaining('already')]);
    expect(readFileSync(other, 'utf8')).toBe('mine');
    expect(existsSync(join(place.home, 'somewhere'))).toBe(false);
  });

  describe('that is stopped while it writes a file', () => {
    /** Answers once half of a file lies in a folder of its own. */
    async function halfWritten(name: string) {
      const folder = join(place.home, name);
      mkdirSync(folder);
      const fault = convene.faults.add({ kind: 'hang', path: '/admin/audit_log' });
      const running = place.start(['audit', '--export', join(folder, 'log.csv')]);
      await vi.waitFor(() => expect(fault.hits()).toBe(1), { timeout: 10_000, interval: 20 });
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.log\.csv\..*\.convene-new$/)]);
      return { folder, running };
    }

    it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing of it after %s', async (signal) => {
      const { folder, running } = await halfWritten(signal);
      running.child.kill(signal);
      await running.said(/nothing was written/);
      expect(readdirSync(folder)).toEqual([]);
      // The second time it doesn't wait for Convene's answer either.
      running.child.kill(signal);
      await running.ended;
    });

    it('and killed, is tidied up by the next command', async () => {
      const { folder, running } = await halfWritten('killed');
      // What it started ends a moment after it, so its own end is all that is waited for.
      const gone = once(running.child, 'exit');
      running.child.kill('SIGKILL');
      await gone;
      expect(readdirSync(folder)).toHaveLength(1);
      expect((await place.runProgram(['audit', '--limit', '1'])).status).toBe(0);
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
