/** Milliseconds between two looks. */
const everyMs = 250;

/**
 * Calls once when the process that started this one has ended: a killed test runner leaves no app behind. The system
 * tells it only by giving this process another parent.
 */
export function onParentGone(act: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, everyMs);
  timer.unref();
}
