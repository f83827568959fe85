import { type ReactElement, useState } from 'react';
import { clientShortNames } from '../../../shared/clients.ts';
import type { ConnectStep, ConnectView } from '../../../shared/connect-view.ts';
import { needsNewKey } from '../../../shared/connection-condition.ts';
import { formatExactTime, formatMoment, fullDayText } from '../../../shared/wording/dates.ts';
import { stepWords } from '../../../shared/wording/steps.ts';
import { LoginQuestion } from '../../common/login-question.tsx';
import { useViewValue } from '../../data/companion.tsx';
import { useConnect, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { ProofTicket } from '../../ui/proof-slip.tsx';
import { CheckUp } from './check-up.tsx';
import { askedWords, connectedTitle, whereKeyIs } from './connect-words.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { HistoryButtons } from './history-buttons.tsx';
import { ThingsToAsk } from './things-to-ask.tsx';
import { useCheckUp } from './use-check-up.ts';
import { WatchNotices } from './watch-notices.tsx';
import { cutsOff } from './watch-words.ts';

type Connected = Extract<ConnectView, { state: 'connected' }>;

/** A program is connected: the proof while it is fresh, what was set up, and the ways to check, fix and end it. */
export function ConnectedPage({ view }: { view: Connected }): ReactElement {
  const { connect, rotate } = useStores();
  const now = useNow();
  const [disconnecting, setDisconnecting] = useState(false);
  const checkUp = useCheckUp(view.client);
  const checking = checkUp.check.running;
  const failure = useConnect((state) =>
    failureOf(state.work, 'look', 'show-file', 'start', 'quit-client', 'start-client'),
  );
  const { client, connection, condition, steps } = view;
  const name = clientShortNames[client];
  const isEntryCutOff =
    useViewValue('watch')?.findings.some((finding) => cutsOff(finding, connection)) ?? false;
  const isCutOff = isEntryCutOff || condition.kind !== 'works';
  const toFix = checkUp.findings?.some(({ status }) => status === 'bad') ? checkUp.findings : undefined;

  return (
    <>
      <PageHead
        title={connectedTitle(view, now, { isEntryCutOff, toFix })}
        tools={
          <>
            <Button isPending={checking} onPress={() => void checkUp.check.run({ client })}>
              {checking ? 'Checking…' : 'Check connection'}
            </Button>
            <Button onPress={() => setDisconnecting(true)}>Disconnect…</Button>
          </>
        }
      >
        <p>
          {steps.length > 0 && !isCutOff && !toFix
            ? `Every step is proven, and ${name} can start asking.`
            : `Connected since ${formatMoment(new Date(connection.connectedAt), now)}.`}
        </p>
      </PageHead>
      {needsNewKey(condition) && <ConnectAgain name={name} entryStands={!isEntryCutOff} />}
      <WatchNotices connection={connection} condition={condition} />
      {!isCutOff && !toFix && <LoginQuestion />}
      <div className="columns">
        <div>
          {steps.length > 0 && !isCutOff && !toFix && <ConnectionProof view={view} />}
          <CheckUp checkUp={checkUp} />
          <section className="section set-up">
            <h2>What was set up here</h2>
            <dl className="facts facts-plain">
              <dt>Key</dt>
              <dd>
                “{connection.keyName}”, ending in {connection.tokenHint}
                {whereKeyIs(condition)}.{' '}
                {connection.keyId !== undefined && !needsNewKey(condition) && (
                  <Button
                    look="link"
                    onPress={() =>
                      void rotate.rotate({ connectionId: connection.id, keyName: connection.keyName })
                    }
                  >
                    Replace it
                  </Button>
                )}
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
            {failure && <FailureNotice failure={failure} client={client} />}
            <HistoryButtons client={client} />
          </section>
        </div>
        <div className="aside">
          <ThingsToAsk client={client} heading={`Try it in ${name}`} />
        </div>
      </div>
      {disconnecting && (
        <DisconnectDialog
          connection={connection}
          condition={condition}
          onClose={() => setDisconnecting(false)}
        />
      )}
    </>
  );
}

/** The same organization, file, entry and name: the person has agreed to all of that, so one press does it. */
function ConnectAgain({ name, entryStands }: { name: string; entryStands: boolean }): ReactElement {
  const { connect } = useStores();
  const work = useConnect((state) => state.work);
  return (
    <div className="fix">
      <p>
        We make a new key of the same name and put it in the old one’s place.{' '}
        {entryStands
          ? `The entry in ${name}’s settings stays as it is.`
          : `Our entry comes back into ${name}’s settings.`}
      </p>
      <div className="actions">
        <Button look="primary" isPending={isRunning(work, 'start')} onPress={() => void connect.start()}>
          Connect again
        </Button>
      </div>
    </div>
  );
}

function ConnectionProof({ view: { client, connection, steps } }: { view: Connected }): ReactElement {
  const answer = steps.find(({ id }) => id === 'tool-answers')?.fact;
  /** The answer itself stands apart below; its line says what was asked. */
  const slipLine = (step: ConnectStep): { time: string; words: string } => ({
    time: step.at ? formatExactTime(new Date(step.at)) : '',
    words: step.id === 'tool-answers' ? askedWords(client) : stepWords(client, step).detail,
  });
  return (
    <ProofTicket
      heading="Proof"
      aside={`${fullDayText(new Date(connection.connectedAt))}, ${connection.organizationName}`}
      lines={steps.map(slipLine)}
    >
      {answer && <p className="slip-answer">{answer}</p>}
    </ProofTicket>
  );
}
