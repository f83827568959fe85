import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { systemCode } from '../core/files/file-failure.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { wrongUse } from './words.ts';

/** Characters; a longer text is a case for `scan`. */
const longestText = 200_000;

/** All of a file, or of what is `piped` in for `-`. It may hold keys, so it is never an argument. */
export async function readText(from: string, piped: Readable): Promise<Result<string>> {
  const input = from === '-' ? piped : createReadStream(from);
  input.setEncoding('utf8');
  let text = '';
  try {
    for await (const part of input) {
      text += String(part);
      if (text.length > longestText)
        return failed(
          wrongUse('Nothing was revoked: that text is too long. Look for keys in it with: scan <file>'),
        );
    }
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'isn’t there' : 'can’t be read';
    return failed(wrongUse(`Nothing was revoked: ${from} ${why}.`));
  }
  return ok(text);
}
