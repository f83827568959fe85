import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createStateFile, type Recovered, type StateFile } from './state-file.ts';

type Counter = { count: number };

let folder = '';
let file: StateFile<Counter>;
const counterSchema = z.strictObject({ count: z.int() });
const open = (onRecovered: (recovered: Recovered) => void = () => {}): StateFile<Counter> =>
  createStateFile({
    path: join(folder, 'companion/counter.json'),
    schema: counterSchema,
    initial: () => ({ count: 0 }),
    onRecovered,
  });
const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
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

  describe.each([
    ['zero length', () => writeFileSync(file.path, '')],
    ['NULs', () => writeFileSync(file.path, Buffer.alloc(40))],
    ['half of it', () => writeFileSync(file.path, readFileSync(file.path, 'utf8').slice(0, 14))],
    ['another shape', () => writeFileSync(file.path, '{ "count": "three" }')],
    ['more than belongs there', () => writeFileSync(file.path, '{ "count": 1, "token": "x" }')],
    ['no object', () => writeFileSync(file.path, '"count"')],
    [
      'a folder in its place',
      () => {
        rmSync(file.path);
        mkdirSync(join(file.path, 'within'), { recursive: true });
      },
    ],
    [
      'a link to nowhere',
      () => {
        rmSync(file.path);
        symlinkSync(join(folder, 'nowhere'), file.path);
      },
    ],
  ])('that was damaged (%s)', (_what, damage) => {
    it('is had again from its last good copy, is set aside, and that is told', async () => {
      await file.update(() => ({ count: 3 }));
      damage();
      const told: Recovered[] = [];
      expect(await open((recovered) => told.push(recovered)).read()).toEqual({
        ok: true,
        value: { count: 3 },
      });
      expect(told).toEqual([{ path: file.path, asideAt: expect.stringContaining('counter.json.damaged-') }]);
      expect(existsSync(told[0]?.asideAt ?? '') || isLink(told[0]?.asideAt ?? '')).toBe(true);
      expect(await file.update(({ count }) => ({ count: count + 1 }))).toEqual({
        ok: true,
        value: { count: 4 },
      });
    });

    it('and has no copy is never taken for empty, and is left alone', async () => {
      await file.update(() => ({ count: 3 }));
      rmSync(`${file.path}.last`);
      damage();
      const error = { code: 'state-damaged', path: file.path };
      expect(await file.read()).toMatchObject({ ok: false, error });
      expect(await file.update(() => ({ count: 2 }))).toMatchObject({ ok: false, error });
      expect(readdirSync(join(folder, 'companion'))).toEqual(['counter.json']);
    });

    it('is removed with what was set aside once it was had again', async () => {
      await file.update(() => ({ count: 3 }));
      damage();
      await file.read();
      expect(await file.remove()).toEqual({ ok: true, value: undefined });
      expect(readdirSync(join(folder, 'companion'))).toEqual([]);
    });

    it('and is removed is set aside, for nobody has read it', async () => {
      await file.update(() => ({ count: 3 }));
      damage();
      expect(await file.remove()).toEqual({ ok: true, value: undefined });
      expect(readdirSync(join(folder, 'companion'))).toEqual([
        expect.stringContaining('counter.json.damaged-'),
      ]);
      expect(await file.read()).toEqual({ ok: true, value: { count: 0 } });
    });
  });

  it('that went, though its copy stands, is had again, and nothing is said to stand aside', async () => {
    await file.update(() => ({ count: 3 }));
    rmSync(file.path);
    const told: Recovered[] = [];
    expect(await open((recovered) => told.push(recovered)).read()).toEqual({ ok: true, value: { count: 3 } });
    expect(told).toEqual([{ path: file.path }]);
  });

  it('has no copy rather than one that is older than itself', async () => {
    await file.update(() => ({ count: 3 }));
    rmSync(`${file.path}.last`);
    mkdirSync(`${file.path}.last`);
    expect(await file.update(() => ({ count: 4 }))).toEqual({ ok: true, value: { count: 4 } });
    expect(readdirSync(join(folder, 'companion'))).toEqual(['counter.json']);
  });

  it('of a newer companion is left alone', async () => {
    await file.update(() => ({ count: 3 }));
    const newer = '{ "version": 2, "count": 4, "more": true }';
    writeFileSync(file.path, newer);
    expect(await file.read()).toMatchObject({
      error: { code: 'storage-failed', detail: 'of a newer version' },
    });
    expect(await file.update(() => ({ count: 5 }))).toMatchObject({ ok: false });
    expect(readFileSync(file.path, 'utf8')).toBe(newer);
  });

  describe('that had another name', () => {
    const renamed = (): StateFile<Counter> =>
      createStateFile({
        path: join(folder, 'companion/amount.json'),
        formerPath: file.path,
        schema: counterSchema,
        initial: () => ({ count: 0 }),
      });

    it('is read under it, and written under today’s', async () => {
      await file.update(() => ({ count: 3 }));
      rmSync(`${file.path}.last`);
      expect(await renamed().read()).toEqual({ ok: true, value: { count: 3 } });
      expect(await renamed().update(({ count }) => ({ count: count + 1 }))).toMatchObject({ ok: true });
      expect(await renamed().read()).toEqual({ ok: true, value: { count: 4 } });
      expect(readdirSync(join(folder, 'companion')).sort()).toEqual(['amount.json', 'amount.json.last']);
    });

    it('is removed under both', async () => {
      await file.update(() => ({ count: 3 }));
      rmSync(`${file.path}.last`);
      expect(await renamed().remove()).toEqual({ ok: true, value: undefined });
      expect(readdirSync(join(folder, 'companion'))).toEqual([]);
    });
  });

  it('of 0.1.0, which says no version, is read in today’s shape', async () => {
    await file.update(() => ({ count: 3 }));
    writeFileSync(file.path, '{ "amount": 7 }');
    const migrated = createStateFile({
      path: file.path,
      schema: counterSchema,
      initial: () => ({ count: 0 }),
      migrate: (stored) => ({ count: z.strictObject({ amount: z.int() }).parse(stored).amount }),
    });
    expect(await migrated.read()).toEqual({ ok: true, value: { count: 7 } });
  });

  it('is left alone by a change that doesn’t fit it', async () => {
    await file.update(() => ({ count: 1 }));
    expect(await file.update(() => ({ count: 1.5 }))).toMatchObject({
      ok: false,
      error: { code: 'internal', path: file.path },
    });
    expect(await file.read()).toEqual({ ok: true, value: { count: 1 } });
  });

  it('that is gone while its copy is damaged isn’t taken for one that never was', async () => {
    await file.update(() => ({ count: 1 }));
    rmSync(file.path);
    writeFileSync(`${file.path}.last`, '');
    expect(await file.read()).toMatchObject({ ok: false, error: { code: 'state-damaged' } });
  });

  it('of a newer companion is set aside when it is removed', async () => {
    await file.update(() => ({ count: 1 }));
    const newer = '{ "version": 99, "count": 1 }';
    writeFileSync(file.path, newer);
    expect(await file.remove()).toEqual({ ok: true, value: undefined });
    const [aside = '', ...others] = readdirSync(join(folder, 'companion'));
    expect([aside, others]).toEqual([expect.stringContaining('.damaged-'), []]);
    expect(readFileSync(join(folder, 'companion', aside), 'utf8')).toBe(newer);
  });

  it('that is damaged is begun anew by what is told anew, and set aside', async () => {
    await file.update(() => ({ count: 1 }));
    rmSync(`${file.path}.last`);
    writeFileSync(file.path, '');
    expect(await file.update(() => ({ count: 2 }))).toMatchObject({ ok: false });
    expect(await file.rewrite(({ count }) => ({ count: count + 5 }))).toEqual({
      ok: true,
      value: { count: 5 },
    });
    expect(readdirSync(join(folder, 'companion'))).toContainEqual(expect.stringContaining('.damaged-'));
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
