import { setTimeout as wait } from 'node:timers/promises';
import { type LeftProcess, leftInWords } from './what-is-left.ts';

/** Milliseconds for an app to be over once it was asked to; well beyond what it may take, well before a test's own end. */
const endsWithinMs = 30_000;

/**
 * Waits for the end of an app that was asked to quit. When it doesn't come: an error that names what is left and says `why`,
 * and what is left is killed, because it would hold up whatever comes next.
 */
export async function endOrName(
  quit: () => Promise<void>,
  look: () => LeftProcess[],
  { withinMs = endsWithinMs, why = () => '' }: { withinMs?: number; why?: () => string } = {},
): Promise<void> {
  // What it has started by now is known as its own, also when it is gone itself.
  look();
  const waiting = new AbortController();
  const ended = quit().then(() => true);
  const late = wait(withinMs, false, { signal: waiting.signal });
  late.catch(() => {});
  const inTime = await Promise.race([ended, late]).finally(() => waiting.abort());
  if (inTime) return;
  ended.catch(() => {});
  // Looked at before anything is killed. What holds the output may be a stranger's, so that is only named.
  const left = look();
  const reasons = why();
  for (const { pid, as } of left) if (as === 'tree') kill(pid);
  throw new Error(
    `Quit didn't end the app within ${withinMs / 1000} s. Left of it:\n${leftInWords(left)}\n${reasons}`,
  );
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
