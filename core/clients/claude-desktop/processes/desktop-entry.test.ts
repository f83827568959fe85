import { describe, expect, it } from 'vitest';
import { commandOfEntry } from './desktop-entry.ts';

const entry = (exec: string): string => `[Desktop Entry]\nName=Claude\nExec=${exec}\nType=Application\n`;

describe('what a menu starts', () => {
  it.each([
    ['/usr/bin/claude-desktop %U', { file: '/usr/bin/claude-desktop', args: [] }],
    ['/usr/bin/claude-desktop', { file: '/usr/bin/claude-desktop', args: [] }],
    ['"/opt/My Apps/claude" --flag=1 "a b" %u', { file: '/opt/My Apps/claude', args: ['--flag=1', 'a b'] }],
    ['"/opt/a\\\\"b" %%', { file: '/opt/a"b', args: ['%'] }],
    ['/usr/bin/env GTK=1 /usr/bin/claude', { file: '/usr/bin/env', args: ['GTK=1', '/usr/bin/claude'] }],
  ])('is read out of its entry: %s', (exec, command) => {
    expect(commandOfEntry(entry(exec))).toEqual(command);
  });

  it('is not the one of an action in its menu', () => {
    const action = '[Desktop Action new]\nExec=/usr/bin/other\n';
    expect(commandOfEntry(`${entry('/usr/bin/claude')}\n${action}`)).toMatchObject({
      file: '/usr/bin/claude',
    });
    expect(commandOfEntry(`[Desktop Entry]\nName=Claude\n${action}`)).toBeUndefined();
  });

  it.each(['', 'claude-desktop %U', '""'])('is not looked for by its bare name: %j', (exec) => {
    expect(commandOfEntry(entry(exec))).toBeUndefined();
  });

  it('is nothing where there is no entry', () => {
    expect(commandOfEntry('')).toBeUndefined();
  });
});
