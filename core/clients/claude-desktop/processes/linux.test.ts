import { describe, expect, it } from 'vitest';
import { isLinuxClaude, isOfAnotherHome, isOfAnotherUser, programToRestart } from './linux.ts';

describe('Claude on Linux', () => {
  it.each([
    ['/usr/lib/claude-desktop/claude-desktop\0--type=renderer\0', '', true],
    ['claude-desktop\0', '/usr/lib/claude-desktop/claude-desktop', true],
    ['claude-desktop\0', '/usr/lib/claude-desktop/claude-desktop (deleted)', true],
    ['claude-desktop\0', '/usr/lib/claude-desktop-unofficial/claude-desktop', true],
    ['/usr/lib/claude-desktop/chrome_crashpad_handler\0', '', false],
    ['x\0', '/usr/lib/claude-desktop/chrome_crashpad_handler (deleted)', false],
    ['/usr/bin/node\0/usr/lib/claude-desktop/x', '/usr/bin/node', false],
    ['claude\0', '/home/ana/.local/bin/claude', false],
    ['', '', false],
  ])('is told by the program’s own path: %j, %j', (commandLine, program, runs) => {
    expect(isLinuxClaude(commandLine, program)).toBe(runs);
  });

  it.each([
    ['PATH=/bin\0HOME=/home/ana\0', false],
    ['PATH=/bin\0HOME=/home/tom\0', true],
    ['', false],
  ])('is asked of this home folder only: %j', (environment, other) => {
    expect(isOfAnotherHome(environment, '/home/ana')).toBe(other);
  });

  it.each([
    ['Name:\tclaude\nUid:\t1000\t1000\t1000\t1000\n', false],
    ['Name:\tclaude\nUid:\t1001\t1001\t1001\t1001\n', true],
    ['Name:\tUid: 1001\nUid:\t1000\t0\t1000\t1000\n', false],
    ['', false],
  ])('is asked of one’s own user only: %j', (status, other) => {
    expect(isOfAnotherUser(status, 1000)).toBe(other);
  });

  it.each([
    ['/usr/lib/claude-desktop/claude-desktop', '/usr/lib/claude-desktop/claude-desktop'],
    // An update has replaced it while it ran: the new one stands in its place.
    ['/usr/lib/claude-desktop/claude-desktop (deleted)', '/usr/lib/claude-desktop/claude-desktop'],
    ['/usr/lib/claude-desktop/node_modules/electron/dist/electron', undefined],
    ['/usr/bin/node', undefined],
  ])('is started again by its program where that alone is enough: %j', (program, again) => {
    expect(programToRestart(program)).toBe(again);
  });
});
