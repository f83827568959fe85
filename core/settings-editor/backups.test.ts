import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Backup } from '../../shared/settings.ts';
import { observeFileCalls, systemError } from '../../testing/faults/file-calls.ts';
import { backUp, listBackups, readBackup } from './backups.ts';

const path = '/home/ana/settings.json';
const changes: readonly Backup['before'][] = ['restoring', 'adding', 'removing', 'repairing'];

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'backups-'));
  folder = join(root, 'backups');
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (ms: number): Date => new Date(Date.UTC(2026, 10, 23) + ms);

/** Keeps a copy with this text and answers its id. */
async function copied(text: string, before: Backup['before'], now: Date): Promise<string> {
  const copy = await backUp({ folder, path, bytes: Buffer.from(text), before, now });
  if (!copy.ok) throw new Error(JSON.stringify(copy.error));
  return basename(copy.value);
}

async function listed(): Promise<string[]> {
  const all = await listBackups(folder, path, undefined);
  return all.ok ? all.value.map(({ id }) => id) : [];
}

describe('copies of settings', () => {
  it('of one moment are listed in the order in which they were made, before whichever changes', async () => {
    const made: string[] = [];
    for (const before of changes) made.unshift(await copied(before, before, at(0)));
    expect(await listed()).toEqual(made);
    expect(readdirSync(folder).sort().reverse()).toEqual(made);
  });

  it('are in the order in which they were made though the clock stands still or is put right', async () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: -1_000, max: 1_500 }), fc.constantFrom(...changes)), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        rmSync(folder, { recursive: true, force: true });
        const made: string[] = [];
        let now = 0;
        for (const [step, before] of all) {
          now = Math.max(0, now + step);
          made.unshift(await copied(`${made.length}`, before, at(now)));
        }
        expect(await listed()).toEqual(made.slice(0, 20));
        for (const [index, id] of made.slice(0, 20).entries()) {
          const text = Buffer.from(`${made.length - 1 - index}`);
          expect(await readBackup(folder, path, id)).toEqual({ ok: true, value: text });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('made after the clock was put back for hours bear the moment that it shows, and stay', async () => {
    const early = await copied('first', 'adding', at(8 * 60 * 60 * 1000));
    const late = await copied('second', 'removing', at(0));
    expect(await listed()).toEqual([early, late]);
    expect(late).toContain('2026-11-23T00-00-00.000Z');
  });

  it('leave other files of their folder alone', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'settings.json.theirs.json'), 'theirs');
    for (let each = 0; each < 25; each += 1) await copied(`${each}`, 'adding', at(each));
    expect(readFileSync(join(folder, 'settings.json.theirs.json'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toHaveLength(21);
  });

  it('that the disk has no room for aren’t there in part', async () => {
    const stop = observeFileCalls({
      before(call) {
        if (call.name !== 'writeFile') return;
        call.writeHalf?.();
        throw systemError('ENOSPC', call);
      },
    });
    const copy = await backUp({ folder, path, bytes: Buffer.from('secret'), before: 'adding', now: at(0) });
    stop();
    expect(copy).toMatchObject({ ok: false, error: { code: 'storage-failed', detail: 'ENOSPC' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});
