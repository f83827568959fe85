import { type ReactElement, type ReactNode, useEffect } from 'react';
import { type ClientId, cachesSettings, clientNames, clientShortNames } from '../../../shared/clients.ts';
import type { EntryPreview } from '../../../shared/connect-view.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { CheckUp } from './check-up.tsx';
import { effortWords } from './connect-words.ts';
import { EntryPreviewPanel } from './entry-preview.tsx';
import { NoSettingsPage } from './no-settings-page.tsx';
import { ThingsToAsk } from './things-to-ask.tsx';
import { useCheckUp } from './use-check-up.ts';

/** What will happen and what will be written, before anything is touched. */
export function NotConnectedPage(parts: {
  client: ClientId;
  market: string;
  makesKey: boolean;
}): ReactElement {
  const { client, market } = parts;
  const { connect } = useStores();
  const checkUp = useCheckUp(client);
  const preview = useConnect((state) => state.preview);
  const work = useConnect((state) => state.work);
  useEffect(() => {
    if (market) void connect.loadPreview(client);
  }, [connect, client, market]);

  if (preview.state === 'failed') return <NoSettingsPage checkUp={checkUp} failure={preview.failure} />;
  const starting = isRunning(work, 'start');
  const failure = failureOf(work, 'look', 'start', 'undo', 'resume');
  return (
    <>
      <PageHead title={`${clientShortNames[client]} isn’t connected on this computer yet.`}>
        <p>{effortWords(client)}</p>
      </PageHead>
      <div className="columns">
        <div>
          <section className="section">
            <h2>What happens</h2>
            <Plan {...parts} preview={preview.state === 'ready' ? preview.preview : undefined} />
            <div className="actions connect-start">
              <Button
                size="large"
                look="primary"
                isDisabled={preview.state === 'loading'}
                isPending={starting}
                onPress={() => void connect.start()}
              >
                {starting ? 'Connecting…' : `Connect ${clientNames[client]}`}
              </Button>
              <Button size="large" look="quiet" onPress={() => void checkUp.check.run({ client })}>
                Check this computer first
              </Button>
            </div>
            {failure && <FailureNotice failure={failure} client={client} />}
          </section>
          <CheckUp checkUp={checkUp} />
        </div>
        <div className="aside">
          {preview.state === 'ready' ? (
            <EntryPreviewPanel
              preview={preview.preview}
              heading="What will change on this computer"
              mayChoose
            />
          ) : (
            <Progress label={`Looking at ${clientShortNames[client]}’s settings file`} />
          )}
          <ThingsToAsk client={client} heading="When it is done" />
        </div>
      </div>
    </>
  );
}

/** What we and the person do, one after the other. */
function Plan({
  client,
  market,
  makesKey,
  preview,
}: {
  client: ClientId;
  market: string;
  makesKey: boolean;
  preview: EntryPreview | undefined;
}): ReactElement {
  const name = clientShortNames[client];
  const restarts = cachesSettings(client);
  return (
    <ol className="plan">
      <PlanLine>
        {!makesKey && `We use the key that you pasted for ${market}. It stays in this computer’s keychain.`}
        {makesKey && !preview && `We make one key for ${market} and keep it in this computer’s keychain.`}
        {makesKey && preview && (
          <>
            We make one key for {market}, <b>“{preview.keyName}”</b>, and keep it in this computer’s keychain.{' '}
            {preview.mayGetNumber && 'If another key has that name, ours gets a number behind it.'}
          </>
        )}
      </PlanLine>
      {restarts && <PlanLine>{name} is quit, if it is open: by you, or by us if you say so.</PlanLine>}
      <PlanLine>
        We add one entry to {name}’s settings. The rest of the file stays byte for byte as it is.
      </PlanLine>
      <PlanLine>
        {restarts
          ? `${name} is started, and we prove that it works: with one question, answered.`
          : 'We prove that it works: with one question, answered.'}
      </PlanLine>
    </ol>
  );
}

const PlanLine = ({ children }: { children: ReactNode }): ReactElement => (
  <li>
    <span>{children}</span>
  </li>
);
