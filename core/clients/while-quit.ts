import type { Result } from '../../shared/result.ts';
import type { ClientProcess } from './claude-desktop/processes.ts';

/**
 * Quits a program that keeps its settings in memory, does `change`, and starts the same program again, whatever became of
 * the change. Only with the person's consent. What doesn't run is neither quit nor started. `claude-did-not-quit`: nothing
 * was changed. A change that was done but whose program didn't start again answers `claude-did-not-start`.
 */
export async function whileQuit<T>(
  process: ClientProcess,
  change: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const state = await process.running();
  if (!state.ok) return state;
  if (!state.value.running) return change();
  const quit = await process.quit();
  if (!quit.ok) return quit;
  let started: Result<void> | undefined;
  let done: Result<T>;
  try {
    done = await change();
  } finally {
    started = await process.start(state.value.program);
  }
  return done.ok && !started.ok ? started : done;
}
