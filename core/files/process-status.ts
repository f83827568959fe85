/** `pid (name) state …`, start in field 22, in ticks since boot; the name stands in brackets and may hold any character. See proc(5). */
export function readLinuxStatus(text: string): { state: string; startedTicks: number } | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state && start ? { state, startedTicks: Number(start) } : undefined;
}

/** Whether there is a process of this id, anybody's. */
export function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
