import type { ReactElement } from 'react';
import type { ConnectStep, ConnectView } from '../../../shared/connect-view.ts';
import { failureWords } from '../../../shared/wording/failures.ts';
import { exactTimeText } from '../../../shared/wording/moments.ts';
import { stepWords } from '../../../shared/wording/steps.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Step } from '../../ui/step.tsx';
import { connectingTitle, provenWords, resumeWords, stuckStep } from '../../wording/connect.ts';
import { EntryPreview } from './entry-preview.tsx';
import { ThingsToAsk } from './things-to-ask.tsx';

type Connecting = Extract<ConnectView, { state: 'connecting' }>;

/** The steps as they are proven; the one that needs the person says what to do. */
export function ConnectingPage({ view }: { view: Connecting }): ReactElement {
  const { connect } = useStores();
  const work = useConnect((state) => state.work);
  const failure = failureOf(work, 'start', 'resume', 'undo');
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
            : `Connecting Claude Desktop on this computer, ${view.deviceName}, to ${view.organizationName}.`}{' '}
          {undoing ? 'The entry, then the key, are taken back.' : provenWords(view.steps)}
          {!undoing && view.phase === 'paused' && ' Nothing is lost.'}
        </p>
      </PageHead>
      <div className="columns">
        <div>
          {failure && <FailureNotice failure={failure} />}
          {view.undoFailure && view.phase === 'paused' && (
            <FailureNotice failure={view.undoFailure}>
              <Button look="primary" onPress={() => void connect.undo()}>
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
                {...stepWords(step)}
                when={<StepTime of={step} />}
              >
                {step === stuck && <Fix step={step} />}
              </Step>
            ))}
          </ol>
        </div>
        <div className="aside">
          <EntryPreview preview={view.preview} heading="What changes on this computer" />
          <ThingsToAsk heading="When the last step is done" />
        </div>
      </div>
    </>
  );
}

function StepTime({ of: { status, at } }: { of: ConnectStep }): ReactElement | null {
  if (!at || status === 'waiting' || status === 'working') return null;
  const time = <span className="exact">{exactTimeText(new Date(at))}</span>;
  return status === 'done' ? time : <>tried {time}</>;
}

/** What the person does about a step; afterwards it is looked at again. */
function Fix({ step }: { step: ConnectStep }): ReactElement {
  const { connect } = useStores();
  const resuming = useConnect((state) => isRunning(state.work, 'resume'));
  const words = step.failure && failureWords(step.failure);
  return (
    <div className="fix" role="alert">
      <p>
        <b>{words?.title ?? 'This step didn’t work.'}</b> {words?.todo} {whatElse(step)}
      </p>
      <div className="actions">
        <Button look="primary" isPending={resuming} onPress={() => void connect.resume()}>
          {resuming ? 'Checking…' : resumeWords(step)}
        </Button>
      </div>
    </div>
  );
}

const whatElse = (step: ConnectStep): string =>
  step.status === 'needs-you'
    ? 'We keep looking and carry on from here.'
    : 'If trying again doesn’t help, undo everything: nothing of it stays behind.';
