import type { ReactElement } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { ConnectStep } from '../../../shared/connect-view.ts';
import type { Failure } from '../../../shared/failure.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import type { ConnectAction } from '../../store/connect-store.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { resumeWords } from './connect-words.ts';

/** What is done about a step that is stuck, by us or by the person; afterwards it is looked at again. */
export function StuckStep({ client, step }: { client: ClientId; step: ConnectStep }): ReactElement {
  const { connect } = useStores();
  const work = useConnect((state) => state.work);
  const helped = failureOf(work, 'quit-client', 'start-client');
  const problem = helped ?? step.failure;
  const words = problem && failureMessage({ client, ...problem });
  const help = helpFor(problem);
  return (
    <div className="fix" role="alert">
      <p>
        <b>{words?.title ?? 'This step didn’t work.'}</b> {words?.todo} {whatElse(step)}
      </p>
      <div className="actions">
        {help && (
          <Button
            look="primary"
            isPending={isRunning(work, help.action)}
            isDisabled={isRunning(work)}
            onPress={() => void connect[help.call]()}
          >
            {isRunning(work, help.action) ? help.pending : help.words}
          </Button>
        )}
        <Button
          look={help ? 'normal' : 'primary'}
          isPending={isRunning(work, 'resume')}
          isDisabled={isRunning(work)}
          onPress={() => void connect.resume()}
        >
          {isRunning(work, 'resume') ? 'Checking…' : resumeWords(step)}
        </Button>
      </div>
    </div>
  );
}

interface Help {
  readonly call: 'quitClient' | 'startClient';
  readonly action: ConnectAction;
  readonly words: string;
  readonly pending: string;
}

const quitting: Help = {
  call: 'quitClient',
  action: 'quit-client',
  words: 'Quit Claude for me',
  pending: 'Waiting for Claude to quit…',
};
const starting: Help = {
  call: 'startClient',
  action: 'start-client',
  words: 'Start Claude',
  pending: 'Starting Claude…',
};

/** What we can do about it, if the person wants that. */
function helpFor(problem: Failure | undefined): Help | undefined {
  switch (problem?.code) {
    case 'claude-running':
    case 'claude-not-restarted':
      return quitting;
    case 'claude-did-not-quit':
      return { ...quitting, words: 'Ask Claude to quit again' };
    case 'claude-not-running':
      return starting;
    default:
      return undefined;
  }
}

const whatElse = (step: ConnectStep): string =>
  step.status === 'needs-you'
    ? 'We keep looking and carry on from here.'
    : 'If trying again doesn’t help, undo everything: nothing of it stays behind.';
