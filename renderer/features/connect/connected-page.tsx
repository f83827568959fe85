import { type ReactElement, useEffect, useState } from 'react';
import type { ConnectStep, ConnectView } from '../../../shared/connect-view.ts';
import { exactTimeText, fullDayText, momentText } from '../../../shared/wording/moments.ts';
import { stepWords } from '../../../shared/wording/steps.ts';
import { useConnect, useDoctor, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { TallSlip } from '../../ui/proof-slip.tsx';
import { askedWords } from '../../wording/connect.ts';
import { CheckUp } from '../doctor/check-up.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { ThingsToAsk } from './things-to-ask.tsx';

type Connected = Extract<ConnectView, { state: 'connected' }>;

/** Claude is connected: the proof while it is fresh, what was set up, and the way to check or end it. */
export function ConnectedPage({ view }: { view: Connected }): ReactElement {
  const { connect, doctor } = useStores();
  const now = useNow();
  const [disconnecting, setDisconnecting] = useState(false);
  const checking = useDoctor((state) => isRunning(state.work, 'check'));
  const fileFailure = useConnect((state) => failureOf(state.work, 'show-file'));
  const { connection, steps } = view;
  useEffect(() => () => doctor.forget(), [doctor]);

  return (
    <>
      <PageHead
        title={`Claude is connected to ${connection.organizationName}.`}
        tools={
          <>
            <Button isPending={checking} onPress={() => void doctor.check()}>
              {checking ? 'Checking…' : 'Check connection'}
            </Button>
            <Button onPress={() => setDisconnecting(true)}>Disconnect…</Button>
          </>
        }
      >
        <p>
          {steps.length > 0
            ? 'Every step is proven, and Claude can start asking.'
            : `Since ${momentText(new Date(connection.connectedAt), now)}.`}
        </p>
      </PageHead>
      <div className="columns">
        <div>
          {steps.length > 0 && <ConnectionProof view={view} />}
          <CheckUp />
          <section className="section set-up">
            <h2>What was set up here</h2>
            <dl className="facts facts-plain">
              <dt>Key</dt>
              <dd>
                “{connection.keyName}”, ending in {connection.tokenHint}, in this computer’s keychain
              </dd>
              <dt>Entry</dt>
              <dd>
                {connection.entryName}, without a key in it.{' '}
                <Button look="link" onPress={() => void connect.showConfigFile()}>
                  Show the file
                </Button>
              </dd>
              <dt>File</dt>
              <dd className="path">{connection.configPath}</dd>
            </dl>
            {fileFailure && <FailureNotice failure={fileFailure} />}
          </section>
        </div>
        <div className="aside">
          <ThingsToAsk heading="Try it in Claude" />
        </div>
      </div>
      {disconnecting && <DisconnectDialog connection={connection} onClose={() => setDisconnecting(false)} />}
    </>
  );
}

function ConnectionProof({ view: { connection, steps } }: { view: Connected }): ReactElement {
  const answer = steps.find(({ id }) => id === 'tool-answers')?.fact;
  return (
    <TallSlip
      heading="Proof"
      aside={`${fullDayText(new Date(connection.connectedAt))}, ${connection.organizationName}`}
      lines={steps.map(slipLine)}
    >
      {answer && <p className="slip-answer">{answer}</p>}
    </TallSlip>
  );
}

/** The answer itself stands apart below; its line says what was asked. */
const slipLine = (step: ConnectStep): { time: string; words: string } => ({
  time: step.at ? exactTimeText(new Date(step.at)) : '',
  words: step.id === 'tool-answers' ? askedWords : stepWords(step).detail,
});
