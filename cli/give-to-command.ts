import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { type Start, startLine } from '../core/files/windows-script.ts';
import { failure } from '../shared/failure.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { hideIn } from './hide-in.ts';

/**
 * Runs a command of the person's with a token on its standard input, and nothing else there, no line break either. What it says
 * goes to `err`, with dots in the place of the token. Fails unless it ends with 0; it may take as long as it likes.
 */
export function giveTo(
  command: string,
  token: string,
  { name, err }: { readonly name: string; readonly err: (text: string) => void },
): Promise<Result<void>> {
  const { file, args, ...options } = startInShell(command);
  const child = spawn(file, args, { stdio: 'pipe', windowsHide: true, ...options });
  for (const stream of [child.stdout, child.stderr]) passOn(stream, token, err);
  // It needn't read all of it, and its status says what came of that.
  child.stdin.on('error', () => {});
  child.stdin.end(token);
  return new Promise((resolve) => {
    const fail = (how: string): void =>
      resolve(
        failed(
          failure('client-command-failed', {
            name,
            detail: `The command ${how}. Nothing was revoked: “${name}” and its successor both work. Run it again, or take the new key back: keys replace "${name}" --back`,
          }),
        ),
      );
    child.on('error', ({ message }) => fail(`couldn’t be started: ${message}`));
    child.on('close', (status, signal) => {
      if (status === 0) resolve(ok(undefined));
      else fail(signal ? `was ended by ${signal}` : `ended with ${status}`);
    });
  });
}

/** The system's own shell, never one of the current folder. */
const startInShell = (line: string): Start =>
  process.platform === 'win32' ? startLine(line) : { file: '/bin/sh', args: ['-c', line] };

function passOn(stream: NodeJS.ReadableStream, token: string, err: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  const shown = hideIn(token, err);
  stream.on('data', (bytes: Buffer) => shown.write(decoder.write(bytes)));
  stream.on('end', () => {
    shown.write(decoder.end());
    shown.end();
  });
}
