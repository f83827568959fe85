import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal, type Journal } from './journal.ts';
import type { StoredOperation } from './operation.ts';

let home = '';
let folder = '';
let journal: Journal;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'journal-'));
  folder = join(home, 'companion/operations');
  journal = createJournal(folder);
});
afterEach(() => rmSync(home, { recursive: true }));

const operation = (id: string, change: Partial<StoredOperation> = {}): StoredOperation => ({
  kind: 'rotation',
  version: 1,
  id,
  owner: { server: 'https://convene.example', organizationId: 'org_1', organizationName: 'Quince' },
  begunAt: '2026-11-28T10:00:00.000Z',
  direction: 'forward',
  asks: false,
  steps: [{ id: 'key-made', status: 'working', begun: true }],
  data: { newKeyName: 'Claude on Till' },
  ...change,
});

describe('the journal', () => {
  it('gives back what was written', async () => {
    await journal.write(operation('one'));
    expect(await journal.read('rotation', 'one')).toEqual({ ok: true, value: operation('one') });
  });

  it('has a private file for each operation in a private folder', async () => {
    await journal.write(operation('one'));
    await journal.write(operation('other'));
    expect(readdirSync(folder).sort()).toEqual(['rotation.one.json', 'rotation.other.json']);
    expect(statSync(join(folder, 'rotation.one.json')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('replaces what it has of an operation', async () => {
    await journal.write(operation('one'));
    await journal.write(operation('one', { asks: true }));
    expect(await journal.read('rotation', 'one')).toMatchObject({ value: { asks: true } });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('knows nothing before anything was written', async () => {
    expect(await journal.ids('rotation')).toEqual({ ok: true, value: [] });
    expect(await journal.read('rotation', 'one')).toEqual({ ok: true, value: undefined });
    expect(await journal.remove('rotation', 'one')).toEqual({ ok: true, value: undefined });
  });

  it('tells the operations of one kind from those of another, and from other files', async () => {
    await journal.write(operation('one'));
    await journal.write(operation('two', { kind: 'handover' }));
    for (const name of ['rotation.lock', 'rotation.x.y.json', '.convene-1-x.tmp', 'rotation.One.json'])
      writeFileSync(join(folder, name), '{}');
    expect(await journal.ids('rotation')).toEqual({ ok: true, value: ['one'] });
  });

  it('forgets what is removed', async () => {
    await journal.write(operation('one'));
    await journal.remove('rotation', 'one');
    expect(await journal.ids('rotation')).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['no JSON', '{"kind": "rota'],
    ['something else', '[1, 2]'],
    ['a field that nobody knows', JSON.stringify({ ...operation('one'), later: true })],
    ['another operation', JSON.stringify(operation('other'))],
  ])('says where a file is that holds %s, and leaves it alone', async (_what, text) => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'rotation.one.json');
    writeFileSync(path, text);
    expect(await journal.read('rotation', 'one')).toMatchObject({ error: { code: 'state-damaged', path } });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('sets a file aside that can’t be read, and has no such operation then', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'rotation.one.json'), '{');
    await journal.setAside('rotation', 'one');
    expect(await journal.ids('rotation')).toEqual({ ok: true, value: [] });
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^rotation\.one\.json\.damaged-/)]);
  });

  it('doesn’t write outside of its folder', async () => {
    expect(await journal.write(operation('../one'))).toMatchObject({ error: { code: 'internal' } });
    expect(await journal.read('rotation', '../one')).toEqual({ ok: true, value: undefined });
  });

  it('says when the folder can’t be made', async () => {
    writeFileSync(join(home, 'companion'), '');
    expect(await journal.write(operation('one'))).toMatchObject({ error: { code: 'storage-failed' } });
  });
});
