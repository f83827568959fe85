import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../shared/connect-view.ts';
import { serverEntry } from '../settings-editor/server-entry.ts';
import { entryState } from './entry-state.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entry-state-'));
  writeFileSync(join(folder, 'bridge.cjs'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const name = 'convene-quince-street';
const connection = { id: 'connection-1', entryName: name } as Connection;
const bridge = () => ({ command: process.execPath, args: [join(folder, 'bridge.cjs')], env: { MODE: '1' } });
const ours = () => serverEntry(bridge(), connection.id);
const stateOf = (servers: Record<string, unknown>, written: unknown = ours()) =>
  entryState(servers, connection, written);

describe('our entry', () => {
  it('is right as it was written, whatever else the program keeps in it', async () => {
    expect(await stateOf({ weather: {}, [name]: ours() })).toEqual({ state: 'right', name });
    expect(await stateOf({ [name]: { ...ours(), disabled: false } })).toEqual({ state: 'right', name });
  });

  it('is gone when nothing of ours is there', async () => {
    expect(await stateOf({ weather: { command: '/bin/true', args: [] } })).toEqual({ state: 'gone' });
  });

  it('is not found in what every object inherits', async () => {
    const inherited = { ...connection, entryName: 'toString' };
    expect(await entryState({}, inherited, ours())).toEqual({ state: 'gone' });
  });

  it('is stale when what it starts isn’t there any more', async () => {
    const before = { ...ours(), args: ['/mounted/image/bridge.cjs', connection.id] };
    expect(await stateOf({ [name]: before })).toEqual({ state: 'stale', name, missing: true });
    const program = { ...ours(), command: '/opt/Convene Companion 1.0/companion' };
    expect(await stateOf({ [name]: program })).toEqual({ state: 'stale', name, missing: true });
  });

  it('is stale when it starts the same helper in another folder', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'entry-state-'));
    writeFileSync(join(elsewhere, 'bridge.cjs'), '');
    const before = { ...ours(), args: [join(elsewhere, 'bridge.cjs'), connection.id] };
    expect(await stateOf({ [name]: before })).toEqual({ state: 'stale', name, missing: false });
    rmSync(elsewhere, { recursive: true });
  });

  it.each([
    ['a variable', { env: { MODE: '2' } }],
    ['a variable that is gone', { env: {} }],
    ['another program', { command: '/bin/sh' }],
    ['more arguments', { args: ['--inspect', 'connection-1'] }],
  ])('is changed by %s', async (_what, change) => {
    expect(await stateOf({ [name]: { ...ours(), ...change } })).toEqual({
      state: 'changed',
      name,
      foreign: false,
    });
  });

  it('is changed when it has another name', async () => {
    expect(await stateOf({ market: ours() })).toEqual({ state: 'changed', name: 'market', foreign: false });
  });

  it('is changed when its connection was', async () => {
    const other = serverEntry(bridge(), 'connection-2');
    expect(await stateOf({ [name]: other })).toEqual({ state: 'changed', name, foreign: false });
  });

  it.each([
    ['a program of theirs', { command: '/opt/theirs', args: ['serve'] }],
    ['an address', { url: 'https://example.org/mcp' }],
    ['a word', 'off'],
  ])('isn’t what stands under its name: %s', async (_what, entry) => {
    expect(await stateOf({ [name]: entry })).toEqual({ state: 'changed', name, foreign: true });
  });

  it('of a program with entries of another form is compared as a whole', async () => {
    const written = { command: { path: '/opt/companion' }, args: [connection.id] };
    expect(await stateOf({ [name]: written }, written)).toEqual({ state: 'right', name });
    expect(await stateOf({ [name]: { ...written, extra: 1 } }, written)).toMatchObject({ state: 'changed' });
  });
});
