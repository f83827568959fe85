import type { ConnectStep, ConnectView } from '../../shared/connect-view.ts';
import { failureWords } from '../../shared/wording/failures.ts';
import { capitalized, inWords } from '../../shared/wording/numbers.ts';

type Connecting = Extract<ConnectView, { state: 'connecting' }>;

/** The step that waits for the person or failed, if one does. */
export const stuckStep = ({ steps }: Connecting): ConnectStep | undefined =>
  steps.find(({ status }) => status === 'needs-you' || status === 'failed');

/** The answer at the top while connecting. */
export function connectingTitle(view: Connecting): string {
  if (view.phase === 'undoing') return 'Taking everything back.';
  if (view.undoFailure) return 'Not everything is taken back yet.';
  if (view.phase === 'running') return `Connecting Claude to ${view.organizationName}.`;
  const failure = stuckStep(view)?.failure;
  if (!failure) return 'Connecting stopped halfway.';
  switch (failure.code) {
    case 'claude-running':
      return 'Claude is still open. Quit it to go on.';
    case 'claude-not-running':
      return 'Now start Claude.';
    case 'claude-not-restarted':
      return 'Quit Claude once more, then start it.';
    default:
      return failureWords(failure).title;
  }
}

/** `Two of seven steps are proven.` */
export function provenWords(steps: readonly ConnectStep[]): string {
  const done = steps.filter(({ status }) => status === 'done').length;
  const all = inWords(steps.length);
  if (done === 0) return `None of ${all} steps is proven yet.`;
  return `${capitalized(inWords(done))} of ${all} steps ${done === 1 ? 'is' : 'are'} proven.`;
}

/** What the button says that goes on from a step that is stuck. */
export function resumeWords(step: ConnectStep | undefined): string {
  switch (step?.failure?.code) {
    case 'claude-running':
      return 'I’ve quit it, check again';
    case 'claude-not-running':
      return 'I’ve started Claude, check again';
    case 'claude-not-restarted':
      return 'I’ve restarted it, check again';
    default:
      return step ? 'Try again' : 'Go on';
  }
}

/** Things a person could say to Claude once it is connected. */
export const thingsToAsk = ['What’s pending today?', 'Who hasn’t paid yet?', 'Approve booking 123.'] as const;

export const askedWords = 'We asked “What’s pending today?” the way Claude would. The answer:';
