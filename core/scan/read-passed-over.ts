/** Reads which files ripgrep says it didn't search. Its other words are about itself. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { SkippedReason } from '../../shared/scan.ts';

/** `big`: above the limit, to be searched otherwise. */
export interface PassedOver {
  readonly path: string;
  readonly reason: Extract<SkippedReason, 'special' | 'unreadable' | 'vanished'> | 'big';
}

const noSuchFile = '2';
const patterns = {
  big: /^rg: DEBUG\|ignore::walk\|[^ ]+ ignoring (?<path>.*): \d+ bytes$/,
  special:
    /^rg: DEBUG\|rg::haystack\|[^ ]+ ignoring (?<path>.*): failed to pass haystack filter: .*is_symlink: false/,
  failed: /^rg: (?!DEBUG\|)(?<path>.*): [^:]*\(os error (?<code>\d+)\)$/,
};

export async function readPassedOver(
  words: Readable,
  onPassedOver: (passed: PassedOver) => void,
): Promise<void> {
  for await (const line of createInterface({ input: words, crlfDelay: Number.POSITIVE_INFINITY })) {
    const passed = passedOver(line);
    if (passed) onPassedOver(passed);
  }
}

function passedOver(line: string): PassedOver | undefined {
  for (const reason of ['big', 'special'] as const) {
    const path = patterns[reason].exec(line)?.groups?.path;
    if (path !== undefined) return { path, reason };
  }
  const { path, code } = patterns.failed.exec(line)?.groups ?? {};
  if (path === undefined) return undefined;
  return { path, reason: code === noSuchFile ? 'vanished' : 'unreadable' };
}
