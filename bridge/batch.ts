const [quote, backslash, comma, space] = [0x22, 0x5c, 0x2c, 0x20];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Versions of MCP in which several messages may stand in one array; the next one took it back. */
const versionsWithBatches: readonly unknown[] = ['2024-10-07', '2024-11-05', '2025-03-26'];

export const hasBatches = (version: string | undefined): boolean => versionsWithBatches.includes(version);

/** Whether these bytes begin like an array. */
export function isBatch(bytes: Buffer): boolean {
  return bytes[bytes.findIndex((byte) => byte > space)] === openList;
}

/** Elements of one array; more are no messages, and each takes memory of its own. */
const mostElements = 10_000;

/**
 * The elements of an array in JSON as the bytes they are, numbers and all; undefined when there are more than anybody
 * sends at once. What is no JSON gives what is no message.
 */
export function elementsOf(bytes: Buffer): Buffer[] | undefined {
  const elements: Buffer[] = [];
  let depth = 0;
  let start = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    if (elements.length > mostElements) return undefined;
    const byte = bytes[at];
    if (inText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === openList || byte === openObject) {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (byte === closeList || byte === closeObject) {
      depth -= 1;
      if (depth === 0) elements.push(bytes.subarray(start, at));
    } else if (byte === comma && depth === 1) {
      elements.push(bytes.subarray(start, at));
      start = at + 1;
    }
  }
  const [only] = elements;
  return elements.length === 1 && only?.every((byte) => byte <= space) ? [] : elements;
}
