import { open } from 'node:fs/promises';

/** Bytes read at once where a file is larger than it said. */
const chunk = 64 * 1024;

/** A file's bytes; undefined when there are more than `most`, of which nothing beyond is read. Throws the system's errors. */
export async function readAtMost(path: string, most: number): Promise<Buffer | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > most) return undefined;
    const parts: Buffer[] = [];
    // One byte more than it says, so that its end is seen at once.
    for (let [read, next] = [0, size + 1]; ; next = chunk) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.allocUnsafe(next) });
      read += bytesRead;
      if (read > most) return undefined;
      parts.push(buffer.subarray(0, bytesRead));
      if (bytesRead === 0) return Buffer.concat(parts);
    }
  } finally {
    await file.close();
  }
}
