import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createStateFile, type StateFile } from './state-file.ts';

type Counter = { count: number };

let folder = '';
let file: StateFile<Counter>;
const open = (): StateFile<Counter> =>
  createStateFile({
    path: join(folder, 'companion/counter.json'),
    schema: z.strictObject({ count: z.int() }),
    initial: () => ({ count: 0 }),
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-file-'));
  file = open();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a state file', () => {
  it('has its first value while it isn’t there', async () => {
    expect(await file.read()).toEqual({ ok: true, value: { count: 0 } });
  });

  it('keeps what it was given, for its owner alone', async () => {
    await file.update(() => ({ count: 3 }));
    expect(await open().read()).toEqual({ ok: true, value: { count: 3 } });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'companion')).mode & 0o777).toBe(0o700);
  });

  it('loses no change of two that happen at once', async () => {
    const other = open();
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 2 ? file : other).update(({ count }) => ({ count: count + 1 })),
      ),
    );
    expect(await file.read()).toEqual({ ok: true, value: { count: 20 } });
  });

  it.each(['{ "count": "three" }', '{ "count": 1, "token": "x" }', 'not json', ''])(
    'that can’t be understood is left alone: %j',
    async (text) => {
      await file.update(() => ({ count: 1 }));
      writeFileSync(file.path, text);
      expect(await file.read()).toMatchObject({
        ok: false,
        error: { code: 'storage-failed', path: file.path },
      });
      expect(await file.update(() => ({ count: 2 }))).toMatchObject({ ok: false });
      expect(readFileSync(file.path, 'utf8')).toBe(text);
    },
  );

  it('is left alone by a change that doesn’t fit it', async () => {
    await file.update(() => ({ count: 1 }));
    expect(await file.update(() => ({ count: 1.5 }))).toMatchObject({
      ok: false,
      error: { code: 'internal', path: file.path },
    });
    expect(await file.read()).toEqual({ ok: true, value: { count: 1 } });
  });

  it('that was removed is not brought back by a change that had begun', async () => {
    await file.update(() => ({ count: 1 }));
    let removed: Promise<unknown> = Promise.resolve();
    await file.update(({ count }) => {
      removed = open().remove();
      return { count: count + 1 };
    });
    await removed;
    expect(readdirSync(join(folder, 'companion'))).toEqual([]);
  });

  it('that is not there is removed without making its folder', async () => {
    expect(await file.remove()).toEqual({ ok: true, value: undefined });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is removed begins anew', async () => {
    await file.update(() => ({ count: 1 }));
    await file.remove();
    await file.remove();
    expect(await file.read()).toEqual({ ok: true, value: { count: 0 } });
  });
});
