import { expect, it } from 'vitest';
import { windowsProgram } from './windows-program.ts';

it.each([
  [{ SystemRoot: 'D:\\Win' }, 'D:\\Win\\System32\\reg.exe'],
  [{}, 'C:\\Windows\\System32\\reg.exe'],
  // Nothing that depends on the folder where one happens to be.
  [{ SystemRoot: '.' }, 'C:\\Windows\\System32\\reg.exe'],
])('a program of Windows is meant by its whole path (never run): %j', (env, path) => {
  expect(windowsProgram('System32\\reg.exe', env)).toBe(path);
});
