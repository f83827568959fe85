import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  type LockOwner,
  ownerIn,
  ownerState,
  type ProcessFacts,
  startCommand,
  startIn,
  systemProcesses,
} from './lock-owner.ts';

const own: LockOwner = {
  id: '0123456789ab',
  pid: 10,
  startedAt: 500,
  boot: 'this boot',
  pidSpace: 'pid:[1]',
  computer: 'this one',
};
const owner: LockOwner = { ...own, id: 'ba9876543210', pid: 11, startedAt: 700 };
const running = (starts: Readonly<Record<number, number | 'unknown'>>): ProcessFacts => ({
  own: async () => own,
  startOf: async (pid) => starts[pid],
});

describe('a lock’s owner', () => {
  it.each<[string, Partial<LockOwner>, Readonly<Record<number, number | 'unknown'>>, string]>([
    ['that runs is alive', {}, { 11: 700 }, 'alive'],
    ['that has ended is dead', {}, {}, 'dead'],
    ['whose number another process has is dead', {}, { 11: 701 }, 'dead'],
    ['whose number is taken, no one says by whom, counts as alive', {}, { 11: 'unknown' }, 'alive'],
    ['of an earlier boot is dead, though its number is taken', { boot: 'before' }, { 11: 700 }, 'dead'],
    ['in another space of process ids isn’t known', { pidSpace: 'pid:[2]' }, {}, 'unknown'],
    ['on another computer isn’t known', { computer: 'that one', boot: 'its boot' }, {}, 'unknown'],
    [
      'of this process that holds no such lock isn’t known',
      { pid: 10, startedAt: 500 },
      { 10: 500 },
      'unknown',
    ],
    ['of an earlier process with our number is dead', { pid: 10, startedAt: 499 }, { 10: 500 }, 'dead'],
  ])('%s', async (_what, some, starts, state) => {
    expect(await ownerState({ ...owner, ...some }, running(starts), new Set())).toBe(state);
  });

  it('that is this process, with a lock it holds, is alive', async () => {
    expect(await ownerState(own, running({}), new Set([own.id]))).toBe('alive');
  });

  it.each([
    ['a second before it noted that itself, as the system rounds', 9_000, 'alive'],
    ['half a minute before, as in a slow start', -20_000, 'alive'],
    ['later than it was noted', 20_000, 'dead'],
  ])('where starts are dates lives with a start %s', async (_what, startedAt, state) => {
    const facts: ProcessFacts = {
      own: async () => ({ pid: 10, startedAt: 1, computer: 'this one' }),
      startOf: async () => startedAt,
    };
    const dated = { id: owner.id, pid: 11, startedAt: 10_000, computer: 'this one' };
    expect(await ownerState(dated, facts, new Set())).toBe(state);
  });

  it.each(['', '\0\0\0\0', '{"id":"0123456789ab","pid":1', '[]', 'null', '{"id":"../x","pid":1}'])(
    'isn’t read from %j',
    (text) => {
      expect(ownerIn(text)).toBeUndefined();
    },
  );

  it('is read as it was written', () => {
    expect(ownerIn(JSON.stringify(own))).toEqual(own);
  });
});

describe('the system', () => {
  it('knows this process as the one that is asked about', async () => {
    const facts = systemProcesses();
    const { pid, startedAt } = await facts.own();
    expect([pid, await facts.startOf(pid)]).toEqual([process.pid, startedAt]);
  });

  it('knows that a process has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(await systemProcesses().startOf(child.pid ?? 0)).toBeUndefined();
  });

  it.each([
    ['Mon Nov 23 09:12:01 2026    \n', '2026-11-23T09:12:01Z'],
    ['2026-11-23T09:12:01\r\n', '2026-11-23T09:12:01Z'],
  ])('of macOS and of Windows says a start as %j', (answer, at) => {
    expect(startIn(answer)).toBe(Date.parse(at));
  });

  it('that says nothing is not understood', () => {
    expect(startIn('')).toBe('unknown');
  });

  it('of macOS is asked by ps, that of Windows by its shell', () => {
    expect(startCommand('darwin', 7)).toEqual(['/bin/ps', ['-o', 'lstart=', '-p', '7']]);
    expect(startCommand('win32', 7)[1].at(-1)).toContain('Get-Process -Id 7');
  });
});
