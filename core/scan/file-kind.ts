/** What a file is, told by its name and its first bytes. */
import type { Encoding } from './token-search.ts';

/** Bytes from the start that tell text from other things, as grep and git do. */
const headBytes = 8_192;

const endings =
  '7z aab apk bz2 cab crx deb dmg docx epub gz iso jar lz4 odp ods odt pptx rar rpm tar tgz war whl xlsx xpi xz zip zst'.split(
    ' ',
  );
/** Both ways in which people write them, so that no name has to be changed for the comparison. */
const archiveEndings = new Set([...endings, ...endings.map((ending) => ending.toUpperCase())]);

const archiveStarts: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04], // zip
  [0x1f, 0x8b], // gzip
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0xfd, 0x37, 0x7a, 0x58], // xz
  [0x42, 0x5a, 0x68], // bzip2
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
  [0x52, 0x61, 0x72, 0x21], // rar
];
const firstBytes = new Set(archiveStarts.map(([first]) => first));

export const isArchiveName = (path: string): boolean =>
  archiveEndings.has(path.slice(path.lastIndexOf('.') + 1));

/**
 * `archive` and `binary` are skipped. Text without a mark is UTF-16 when nearly every second byte of its head is zero; any
 * other zero byte makes it binary.
 */
export function kindOf(window: Buffer, filled: number): Encoding | 'archive' | 'binary' {
  const head = window.subarray(0, Math.min(filled, headBytes));
  const first = head[0];
  if (first === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (first === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (
    firstBytes.has(first ?? 0) &&
    archiveStarts.some((start) => start.every((byte, at) => head[at] === byte))
  )
    return 'archive';
  if (head.indexOf(0) < 0) return 'utf-8';
  return unmarkedUtf16(head) ?? 'binary';
}

function unmarkedUtf16(head: Buffer): Encoding | undefined {
  let [even, odd] = [0, 0];
  for (let index = 0; index < head.length; index += 1) {
    if (head[index] !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const most = (head.length / 2) * 0.7;
  const few = (head.length / 2) * 0.05;
  if (odd >= most && even <= few) return 'utf-16le';
  return even >= most && odd <= few ? 'utf-16be' : undefined;
}
