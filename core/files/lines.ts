import type { Readable } from 'node:stream';

/** Bytes; a longer line is no message of MCP, and reading on would take all memory. */
const longestLine = 16 * 1024 * 1024;
/** Bytes of each end of a line that was too long to keep. */
const endBytes = 200;

export interface Ends {
  readonly head: Buffer;
  readonly tail: Buffer;
}
const newline = 0x0a;

/**
 * Lines as JSON-RPC on standard input and output has them: ended by a newline byte and nothing else. Node's own reader
 * also splits at U+2028, from Node 24 on, which may stand in any text. Calls back with each line's bytes, without its end; `undefined` stands for a
 * line that was too long to keep, of which its two ends are told.
 */
export function readLines(
  input: Readable,
  onLine: (line: Buffer | undefined, ends?: Ends) => void,
  longest = longestLine,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  let ends: Ends | undefined;
  const keep = (part: Buffer): void => {
    length += part.length;
    parts.push(part);
    if (length <= longest) return;
    const all = Buffer.concat(parts);
    // Copies, as what they are cut from would stay in memory with them.
    ends = {
      head: ends?.head ?? Buffer.from(all.subarray(0, endBytes)),
      tail: Buffer.from(all.subarray(-endBytes)),
    };
    parts = [ends.tail];
  };
  const finish = (): void => {
    if (ends) onLine(undefined, ends);
    else if (length > 0) onLine(parts.length === 1 ? parts[0] : Buffer.concat(parts, length));
    parts = [];
    length = 0;
    ends = undefined;
  };
  input.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      if (at > from) keep(chunk.subarray(from, at));
      finish();
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  });
  // The last line may lack its end.
  input.once('end', finish);
}
