import type { Readable, Writable } from 'node:stream';

/** Bytes that may wait to be taken by Claude before no more is read. */
const mostWaiting = 4 * 1024 * 1024;

/** Keeps what comes in from outrunning what goes out, as a server may tell without end and Claude read slowly. */
export interface Flow {
  /** Pauses a stream while too much waits on the output. */
  slow(stream: Readable): void;
}

export function openFlow(output: Writable): Flow {
  const paused = new Set<Readable>();
  function goOn(): void {
    for (const stream of paused) stream.resume();
    paused.clear();
  }
  return {
    slow(stream) {
      if (!output.writableNeedDrain || output.writableLength < mostWaiting) return;
      stream.pause();
      if (paused.size === 0) output.once('drain', goOn);
      paused.add(stream);
    },
  };
}
