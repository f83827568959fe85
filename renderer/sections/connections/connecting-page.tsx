import type { ReactElement } from 'react';
import { clientNames } from '../../../shared/clients.ts';
import type { ConnectStep, ConnectView } from '../../../shared/connect-view.ts';
import { formatExactTime } from '../../../shared/wording/dates.ts';
import { stepWords } from '../../../shared/wording/steps.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Step } from '../../ui/step.tsx';
import { connectingTitle, provenWords, stuckStep } from './connect-words.ts';
import { EntryPreviewPanel } from './entry-preview.tsx';
import { StuckStep } from './stuck-step.tsx';
import { ThingsToAsk } from './things-to-ask.tsx';

/** Said beside the step that needs it, where there is one. */
const aboutClaude = ['quit-client', 'start-client'] as const;

type Connecting = Extract<ConnectView, { state: 'connecting' }>;

/** The steps as they are proven; the one that needs the person says what to do. */
export function ConnectingPage({ view }: { view: Connecting }): ReactElement {
  const { connect } = useStores();
  const work = useConnect((state) => state.work);
  const failure = failureOf(work, 'start', 'resume', 'undo', ...(stuckStep(view) ? [] : aboutClaude));
  const stuck = view.phase === 'paused' && !view.undoFailure ? stuckStep(view) : undefined;
  const undoing = view.phase === 'undoing' || isRunning(work, 'undo');
  return (
    <>
      <PageHead
        title={connectingTitle(view)}
        tools={
          <Button
            isPending={undoing}
            isDisabled={view.phase === 'running'}
            onPress={() => void connect.undo()}
          >
            {undoing ? 'Taking back…' : 'Undo everything'}
          </Button>
        }
      >
        <p>
          {view.phase === 'running'
            ? `On this computer, ${view.deviceName}.`
            : `Connecting ${clientNames[view.client]} on this computer, ${view.deviceName}, to ${view.organizationName}.`}{' '}
          {undoing ? 'The entry, then the key, are taken back.' : provenWords(view.steps)}
          {!undoing && view.phase === 'paused' && ' Nothing is lost.'}
        </p>
      </PageHead>
      <div className="columns">
        <div>
          {failure && <FailureNotice failure={failure} client={view.client} />}
          {view.undoFailure && view.phase === 'paused' && (
            <FailureNotice failure={view.undoFailure} client={view.client}>
              {view.undoFailure.code === 'claude-running' && (
                <Button
                  look="primary"
                  isPending={isRunning(work, 'quit-client')}
                  onPress={() => void connect.quitClient()}
                >
                  Quit Claude and take back the rest
                </Button>
              )}
              <Button
                look={view.undoFailure.code === 'claude-running' ? 'normal' : 'primary'}
                onPress={() => void connect.undo()}
              >
                Take back the rest
              </Button>
            </FailureNotice>
          )}
          {view.phase === 'paused' && !stuck && !view.undoFailure && (
            <div className="fix fix-quiet">
              <p>
                <b>This was begun earlier and not finished.</b> Go on from here, or undo everything.
              </p>
              <div className="actions">
                <Button
                  look="primary"
                  isPending={isRunning(work, 'resume')}
                  onPress={() => void connect.resume()}
                >
                  Go on
                </Button>
              </div>
            </div>
          )}
          <ol>
            {view.steps.map((step, index) => (
              <Step
                key={step.id}
                number={index + 1}
                status={step.status}
                {...stepWords(view.client, step)}
                when={<StepTime of={step} />}
              >
                {step === stuck && <StuckStep client={view.client} step={step} />}
              </Step>
            ))}
          </ol>
        </div>
        <div className="aside">
          <EntryPreviewPanel preview={view.preview} heading="What changes on this computer" />
          <ThingsToAsk client={view.client} heading="When the last step is done" />
        </div>
      </div>
    </>
  );
}

function StepTime({ of: { status, at } }: { of: ConnectStep }): ReactElement | null {
  if (!at || status === 'waiting' || status === 'working') return null;
  const time = <span className="exact">{formatExactTime(new Date(at))}</span>;
  return status === 'done' ? time : <>tried {time}</>;
}
