import type { ConnectView } from '../../shared/connect-view.ts';
import type { FailureCode } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import type { Log } from '../log.ts';

export interface WaitForClientDeps {
  readonly claude: ClientProcess;
  readonly log: Log;
  /** Milliseconds between two looks whether the person has quit or started Claude. */
  readonly lookEveryMs: number;
  view(): ConnectView;
  goOn(): Promise<{ readonly ok: boolean }>;
}

/** While a step waits for the person to quit or start Claude, looks whether it was done, and goes on by itself. */
export function waitForClient(parts: WaitForClientDeps) {
  const { claude, log, lookEveryMs } = parts;
  let timer: NodeJS.Timeout | undefined;

  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      look().catch((error: unknown) => log('looking for Claude failed', { error: String(error) }));
    }, lookEveryMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    const now = parts.view();
    if (now.state !== 'connecting' || now.phase !== 'paused') return;
    const waitsFor = now.steps.find((step) => step.status === 'needs-you')?.failure?.code;
    const state = await claude.running();
    const changed =
      state.ok &&
      (waitsFor === 'claude-not-running'
        ? state.value.running
        : waitsFor === 'claude-running' && !state.value.running);
    if (!changed && waitsFor !== 'claude-not-restarted') return later();
    const resumed = await parts.goOn();
    // Another companion is at it: then its end is looked for.
    if (!resumed.ok) later();
  }

  return {
    /** Begins to look if that failure waits for the person. */
    after: (code: FailureCode): void => {
      if (failureTraits(code).needsPerson) later();
    },
    stop: (): void => clearTimeout(timer),
  };
}
