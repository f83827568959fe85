import { expect, it } from 'vitest';
import { shellCommand } from './shell-command.ts';

it('is started by its whole path, so that none of the current folder is', () => {
  expect(shellCommand('gh secret set X', 'linux').file).toBe('/bin/sh');
  expect(shellCommand('gh secret set X', 'win32', { SystemRoot: 'D:\\Windows' }).file).toBe(
    'D:\\Windows\\System32\\cmd.exe',
  );
});

it('on Windows gets the line as it was written, within the quotes that cmd takes off again', () => {
  const line = 'op item edit "My key" password=-';
  expect(shellCommand(line, 'win32', {})).toEqual({
    file: 'C:\\Windows\\System32\\cmd.exe',
    args: ['/d', '/s', '/c', `"${line}"`],
    windowsVerbatimArguments: true,
  });
});
