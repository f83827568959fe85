/** The process that takes the place of a parent that is gone, and in a container perhaps Claude itself. */
const firstProcess = 1;
/** Milliseconds after which Claude, which speaks first and at once, would have spoken. */
const speechlessMs = 60_000;

/**
 * Calls back once when the program that started this one is gone. The end of the input tells the same, but not while
 * another program holds the pipe open, as one started by Claude at the same time may. Where it was gone already when this began, that shows in `spokenTo`. `everyMs`
 * in milliseconds.
 */
export function watchParent(onGone: () => void, spokenTo: () => boolean, everyMs = 1_000): void {
  const parent = process.ppid;
  const since = performance.now();
  const neverHere = (): boolean =>
    parent === firstProcess && !spokenTo() && performance.now() - since > speechlessMs;
  const timer = setInterval(() => {
    if (process.ppid === parent && isRunning(parent) && !neverHere()) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  timer.unref();
}

/** Windows keeps telling the parent's number when the parent is gone; elsewhere another one takes its place. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process that may not be signalled is there.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
