import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { createTurns } from './turns.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turns-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Work that ends when it is told to, and notes when it begins. */
function work(name: string, begun: string[]) {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async (): Promise<Result<string>> => {
    begun.push(name);
    await ended;
    return ok(name);
  };
  return { run, end };
}

describe.each([
  ['in one process', () => createTurns()],
  ['with a lock', () => createTurns({ lockPath: join(folder, 'work.lock') })],
])('turns %s', (_what, open) => {
  it('come in the order of asking, one at a time', async () => {
    const turns = open();
    const begun: string[] = [];
    const [one, other] = [work('one', begun), work('other', begun)];
    const all = [turns.run(one.run), turns.run(other.run)];
    other.end();
    one.end();
    expect(await Promise.all(all)).toEqual([ok('one'), ok('other')]);
    expect(begun).toEqual(['one', 'other']);
  });

  it('answer what the work answers, its failure too', async () => {
    expect(await open().run(async () => failed(failure('offline')))).toEqual(failed(failure('offline')));
  });

  it('tell what the work throws, and go on', async () => {
    const turns = open();
    const thrown = await turns.run(async () => {
      throw new Error('fell over');
    });
    expect(thrown).toEqual(failed(failure('internal', { detail: 'fell over' })));
    expect(await turns.run(async () => ok(1))).toEqual(ok(1));
  });

  it('are idle when nothing is under way or waiting', async () => {
    const turns = open();
    const begun: string[] = [];
    const one = work('one', begun);
    void turns.run(one.run);
    void turns.run(async () => {
      begun.push('other');
      return ok(undefined);
    });
    one.end();
    await turns.idle();
    expect(begun).toEqual(['one', 'other']);
  });
});

it('turns of two companions with one lock take turns', async () => {
  const lockPath = join(folder, 'work.lock');
  const [here, there] = [createTurns({ lockPath }), createTurns({ lockPath })];
  let atOnce = 0;
  const alone = async (): Promise<Result<number>> => {
    atOnce += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return ok(atOnce--);
  };
  expect(await Promise.all([here.run(alone), there.run(alone)])).toEqual([ok(1), ok(1)]);
});

it('a turn that another companion doesn’t end in time is busy', async () => {
  const lockPath = join(folder, 'work.lock');
  const held = createTurns({ lockPath }).run(() =>
    createTurns({ lockPath, waitMs: 0 }).run(async () => ok(1)),
  );
  expect(await held).toMatchObject({ error: { code: 'busy' } });
});
