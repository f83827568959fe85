import { describe, expect, it } from 'vitest';
import { startLine, startScript } from './windows-script.ts';

const env = { SystemRoot: 'D:\\Windows' };

describe('what Windows’ command prompt is given', () => {
  it('is started by its whole path, so that none of the current folder is', () => {
    expect(startLine('dir', env).file).toBe('D:\\Windows\\System32\\cmd.exe');
    expect(startScript('C:\\npm\\claude.cmd', [], {}).file).toBe('C:\\Windows\\System32\\cmd.exe');
  });

  it('is a line as it was typed, within the quotes that it takes off again', () => {
    expect(startLine('op item edit "My key" password=-', env)).toMatchObject({
      args: ['/d', '/s', '/c', '"op item edit "My key" password=-"'],
      windowsVerbatimArguments: true,
    });
  });

  it.each(['a&calc', 'a|calc', 'a>file', '%PATH%', '^', '"', '!x!', '(x)', '{"command":"C:\\\\x y"}'])(
    'has no sign of its own in the argument %s of a script, also when that is handed on',
    (text) => {
      const [, , , line = ''] = startScript('C:\\npm\\claude.cmd', [text], env).args;
      const argument = line.slice('"C:\\npm\\claude.cmd '.length, -1);
      // Each sign that the prompt would act on has a caret before it, and that one another.
      const bare = argument.replace(/\^\^\^./g, '');
      expect(bare).not.toMatch(/[&|<>%!()"^]/);
    },
  );
});
