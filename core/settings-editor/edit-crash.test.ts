import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, forEachAtOnce, startChild } from '../../testing/faults/children.ts';
import { live } from '../../testing/faults/lives.ts';
import type { EditOrder } from '../../testing/faults/settings.ts';
import { isLongRun } from '../../testing/long-runs.ts';
import { folderOfFile, removeLeftovers } from '../files/leftovers.ts';
import { createSettingsFile } from './settings-file.ts';

let root = '';
let program = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'edit-crash-'));
  program = await buildProgram('edit-program.ts', root);
});
afterAll(() => rmSync(root, { recursive: true }));

const atOnce = 3;
/** At how many moments it is killed by chance. */
const moments = isLongRun ? 500 : 12;
const name = 'convene-market';
const entry = { command: '/opt/convene/bridge', args: ['c1'] };

/** Settings as they are found: other servers, with spacing of their own, large enough for several writes. */
const before = `{\n\t"theme": "dark",\n\t"mcpServers": {${Array.from(
  { length: 400 },
  (_, at) => `\n\t\t"server-${at}": { "command": "node", "args": ["${'x'.repeat(200)}"], "at": 1.0 }`,
).join()}\n\t}\n}\n`;

/** A home of one crash; `with entry` once it has been put. */
interface Home {
  readonly folder: string;
  readonly order: EditOrder;
  readonly old: string;
}

let homes = 0;
async function madeHome(edit: EditOrder['edit']): Promise<Home> {
  homes += 1;
  const folder = join(root, `home-${homes}`);
  mkdirSync(join(folder, 'claude'), { recursive: true });
  const order = {
    path: join(folder, 'claude/settings.json'),
    backupFolder: join(folder, 'companion/backups'),
    edit,
    name,
    entry,
  };
  writeFileSync(order.path, before);
  if (edit === 'remove') expect(await createSettingsFile(order).put(name, entry)).toMatchObject({ ok: true });
  return { folder, order, old: readFileSync(order.path, 'utf8') };
}

/** What the edit makes of the settings when nothing goes wrong. */
async function outcomeOf(edit: EditOrder['edit']): Promise<{ bytes: string; calls: string[]; ms: number }> {
  const { folder, order } = await madeHome(edit);
  const child = startChild(program, order);
  await child.begun;
  const began = performance.now();
  const { errors } = await child.ended;
  const ms = performance.now() - began;
  expect(errors).toBe('');
  const { outcome, calls } = JSON.parse(child.lines[1] ?? '');
  expect(outcome).toMatchObject({ ok: true });
  const bytes = readFileSync(order.path, 'utf8');
  rmSync(folder, { recursive: true });
  return { bytes, calls, ms };
}

/** What the copies of the settings hold. */
const copiesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /^companion\/backups\/settings\.json\..*\.json$/.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'));

/** What must hold after a crash, and after the next start and one more edit. */
async function expectUnharmed({ folder, order, old }: Home, made: string): Promise<void> {
  const found = readFileSync(order.path, 'utf8');
  expect([old, made].includes(found), `${found.length} bytes are neither the old nor the new ones`).toBe(
    true,
  );
  const copies = copiesIn(folder);
  expect(copies.every((copy) => [before, old].includes(copy))).toBe(true);
  if (found !== old) expect(copies).toContain(old);
  const cleared = await removeLeftovers([await folderOfFile(order.path), order.backupFolder]);
  expect(cleared).toMatchObject({ ok: true });
  const config = createSettingsFile(order);
  expect(await (order.edit === 'put' ? config.put(name, entry) : config.remove(name))).toMatchObject({
    ok: true,
  });
  expect(readFileSync(order.path, 'utf8')).toBe(made);
  expect(readdirSync(join(folder, 'claude'))).toEqual(['settings.json']);
  const kept = readdirSync(join(folder, 'companion/backups'));
  expect(kept.filter((file) => file.endsWith('convene-new'))).toEqual([]);
  rmSync(folder, { recursive: true });
}

describe.each(['put', 'remove'] as const)('a companion that is killed while it does “%s”', (edit) => {
  it('before or after any call into the file system leaves the old or the new settings', async () => {
    const { bytes, calls } = await outcomeOf(edit);
    for (let killAt = 1; killAt <= 2 * calls.length; killAt += 1) {
      const home = await madeHome(edit);
      const { signal } = await live(program, { ...home.order, killAt });
      expect(signal, `boundary ${killAt}`).toBe('SIGKILL');
      await expectUnharmed(home, bytes);
    }
    expect(2 * calls.length).toBeGreaterThan(60);
  }, 120_000);

  const when = edit === 'put' ? 'before the first' : 'after the last';
  it(`as a process of its own, ${when} call of each kind, does so too`, async () => {
    const { bytes, calls } = await outcomeOf(edit);
    const kinds = [...new Set(calls)];
    // Every call is tried above; here only that a real process ends as those do.
    const ofEachKind = kinds.map((kind) =>
      edit === 'put' ? 2 * calls.indexOf(kind) + 1 : 2 * calls.lastIndexOf(kind) + 2,
    );
    const all = calls.flatMap((_, at) => [2 * at + 1, 2 * at + 2]);
    expect(kinds.length).toBeGreaterThan(8);
    await forEachAtOnce(isLongRun ? all : ofEachKind, atOnce, async (killAt) => {
      const home = await madeHome(edit);
      const child = startChild(program, { ...home.order, killAt });
      expect((await child.ended).signal, `boundary ${killAt}`).toBe('SIGKILL');
      await expectUnharmed(home, bytes);
    });
  }, 120_000);
});

it(`A companion that is killed at any of ${moments} moments of an edit leaves the old or the new settings`, async () => {
  const { bytes, ms } = await outcomeOf('put');
  const ends = { killed: 0, finished: 0 };
  await forEachAtOnce(
    Array.from({ length: moments }, () => Math.random() * ms),
    atOnce,
    async (moment) => {
      const home = await madeHome('put');
      const child = startChild(program, home.order);
      await child.begun;
      await pause(moment);
      child.process.kill('SIGKILL');
      ends[(await child.ended).signal ? 'killed' : 'finished'] += 1;
      await expectUnharmed(home, bytes);
    },
  );
  expect(ends.killed).toBeGreaterThan(ends.finished);
}, 180_000);
