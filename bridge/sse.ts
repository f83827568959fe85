const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Bytes that a kept piece of an event takes besides its own. */
const pieceBytes = 64;

/** Bytes of an id of an event. */
const longestId = 1_024;

/** Where a stream stands, so that it can be taken up again after its connection broke. */
export interface StreamPosition {
  /** The id of the last event that came in whole, as a header carries it; none when the server gives no fit ids. */
  lastEventId?: string | undefined;
  /** Milliseconds that the server wants us to wait before connecting again. */
  retryMs?: number | undefined;
}

export interface EventReader {
  /** False when an event grew beyond the limit; the rest can't be read then. */
  push(chunk: Buffer): boolean;
}

/**
 * Reads server-sent events from bytes, however they are cut into chunks, and hands over the data of each whole event
 * of the default kind; an event without data only moves the position. An event that the stream's end cut off is
 * dropped, as the standard says (WHATWG HTML, 9.2.6). `longest` in bytes.
 */
export function readEvents(
  onData: (data: Buffer) => void,
  longest: number,
  position: StreamPosition = {},
): EventReader {
  /** The bytes of the line that is being read, then the data lines of the event that is being read. */
  let line: Buffer[] = [];
  let data: Buffer[] = [];
  let held = 0;
  let heldInLine = 0;
  let kind = '';
  let id = position.lastEventId;
  let skipLineFeed = false;
  let atStart = true;

  function endLine(): void {
    let bytes = line.length === 1 && line[0] ? line[0] : Buffer.concat(line);
    line = [];
    heldInLine = 0;
    if (atStart && bytes.subarray(0, 3).equals(byteOrderMark)) bytes = bytes.subarray(3);
    atStart = false;
    if (bytes.length === 0) return void endEvent();
    const value = fieldValue(bytes, 'data');
    if (!value) endOtherLine(bytes);
    else {
      data.push(value);
      held += value.length + pieceBytes;
    }
  }

  function endOtherLine(bytes: Buffer): void {
    const given = fieldValue(bytes, 'id');
    // One that no header can carry: from here on the stream can't be taken up.
    if (given && !given.includes(0)) id = isHeader(given) ? given.toString('latin1') : '';
    const retry = fieldValue(bytes, 'retry')?.toString('latin1');
    if (retry && /^[0-9]{1,9}$/.test(retry)) position.retryMs = Number(retry);
    kind = fieldValue(bytes, 'event')?.toString('utf8') ?? kind;
  }

  function endEvent(): void {
    const whole = data.length < 2 ? data[0] : Buffer.from(data.map(String).join('\n'));
    const wanted = kind === '' || kind === 'message';
    data = [];
    kind = '';
    held = 0;
    position.lastEventId = id === '' ? undefined : id;
    if (wanted && whole && whole.length > 0) onData(whole);
  }

  return {
    push(chunk) {
      let from = 0;
      if (skipLineFeed && chunk[0] === lineFeed) from = 1;
      if (chunk.length > 0) skipLineFeed = false;
      while (from < chunk.length) {
        const end = lineEnd(chunk, from);
        const part = chunk.subarray(from, end === -1 ? chunk.length : end);
        heldInLine += part.length + pieceBytes;
        if (held + heldInLine > longest) return false;
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

/** Whether a header may carry these bytes (RFC 9110, 5.5), and servers take one as long. */
const isHeader = (bytes: Buffer): boolean =>
  bytes.length <= longestId && !/[^\t\x20-\x7e\x80-\xff]/.test(bytes.toString('latin1'));

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
