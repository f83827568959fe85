import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ok } from '../../shared/result.ts';
import { type JsonFile, openJsonFile } from './json-file.ts';
import { withLock } from './lock.ts';

type Counter = { count: number };

let folder = '';
let file: JsonFile<Counter>;
const open = (): JsonFile<Counter> =>
  openJsonFile({
    path: join(folder, 'companion/counter.json'),
    schema: z.strictObject({ count: z.int() }),
    initial: () => ({ count: 0 }),
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-file-'));
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

  it('that is removed begins anew', async () => {
    await file.update(() => ({ count: 1 }));
    await file.remove();
    await file.remove();
    expect(await file.read()).toEqual({ ok: true, value: { count: 0 } });
  });
});

describe('a lock', () => {
  const lock = (): string => join(folder, 'companion/work.lock');

  it('lets one work at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      return ok(name);
    };
    await Promise.all([withLock(lock(), work('one')), withLock(lock(), work('two'))]);
    expect(order[1]).toBe(order[0]?.replace('begins', 'ends'));
  });

  it('that another holds is busy after the wait', async () => {
    const outcome = await withLock(lock(), () => withLock(lock(), async () => ok(1), { waitMs: 100 }));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'busy' } });
  });

  it('is free again after work that threw', async () => {
    await expect(
      withLock(lock(), async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(await withLock(lock(), async () => ok(1), { waitMs: 100 })).toEqual({ ok: true, value: 1 });
  });
});
