const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export interface EventReader {
  /** False when an event grew beyond the limit; the rest can't be read then. */
  push(chunk: Buffer): boolean;
}

/**
 * Reads server-sent events from bytes, however they are cut into chunks, and hands over the data of each whole event
 * of the default kind. An event that the stream's end cut off is dropped, as the standard says (WHATWG HTML, 9.2.6).
 */
export function readEvents(onData: (data: Buffer) => void, longest: number): EventReader {
  /** The bytes of the line that is being read, then the data lines of the event that is being read. */
  let line: Buffer[] = [];
  let data: Buffer[] = [];
  let held = 0;
  let kind = '';
  let skipLineFeed = false;
  let atStart = true;

  function endLine(): void {
    let bytes = line.length === 1 && line[0] ? line[0] : Buffer.concat(line);
    line = [];
    if (atStart && bytes.subarray(0, 3).equals(byteOrderMark)) bytes = bytes.subarray(3);
    atStart = false;
    const value = fieldValue(bytes, 'data');
    if (bytes.length === 0) endEvent();
    else if (value) data.push(value);
    else kind = fieldValue(bytes, 'event')?.toString('utf8') ?? kind;
  }

  function endEvent(): void {
    const [only, ...more] = data;
    if (only && (kind === '' || kind === 'message')) {
      onData(more.length === 0 ? only : Buffer.from(data.map((part) => part.toString('utf8')).join('\n')));
    }
    data = [];
    kind = '';
    held = 0;
  }

  return {
    push(chunk) {
      let from = 0;
      if (skipLineFeed && chunk[0] === lineFeed) from = 1;
      if (chunk.length > 0) skipLineFeed = false;
      while (from < chunk.length) {
        const end = lineEnd(chunk, from);
        const part = chunk.subarray(from, end === -1 ? chunk.length : end);
        held += part.length;
        if (held > longest) return false;
        line.push(part);
        if (end === -1) break;
        from = end + 1;
        if (chunk[end] === carriageReturn) {
          if (chunk[from] === lineFeed) from += 1;
          else skipLineFeed = from === chunk.length;
        }
        endLine();
      }
      return true;
    },
  };
}

/** Where the next line ends: at a line feed, a carriage return, or both. */
function lineEnd(chunk: Buffer, from: number): number {
  const feed = chunk.indexOf(lineFeed, from);
  const before = feed === -1 ? chunk.subarray(from) : chunk.subarray(from, feed);
  const carriage = before.indexOf(carriageReturn);
  return carriage === -1 ? feed : from + carriage;
}

/** What follows `name:`, without one leading space; empty for a line that is the name alone. */
function fieldValue(line: Buffer, name: string): Buffer | undefined {
  if (line.toString('latin1', 0, name.length) !== name) return undefined;
  if (line.length === name.length) return Buffer.alloc(0);
  if (line[name.length] !== 0x3a) return undefined;
  return line.subarray(line[name.length + 1] === 0x20 ? name.length + 2 : name.length + 1);
}
