import { type ReactElement, useEffect } from 'react';
import { failureWords } from '../../../shared/wording/failures.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { CheckUp } from '../doctor/check-up.tsx';
import { EntryPreview } from './entry-preview.tsx';
import { ThingsToAsk } from './things-to-ask.tsx';

/** What will happen and what will be written, before anything is touched. */
export function NotConnectedPage({ market, makesKey }: { market: string; makesKey: boolean }): ReactElement {
  const { connect, doctor } = useStores();
  const preview = useConnect((state) => state.preview);
  const work = useConnect((state) => state.work);
  const checking = useStores().doctor;
  useEffect(() => {
    if (market) void connect.loadPreview();
  }, [connect, market]);
  useEffect(() => () => doctor.forget(), [doctor]);

  const starting = isRunning(work, 'start');
  const failure = failureOf(work, 'start', 'undo', 'resume');
  if (preview.state === 'failed') {
    const { title, todo } = failureWords(preview.failure);
    return (
      <>
        <PageHead title={title} />
        <div className="message" role="alert">
          <p>{todo}</p>
          <div className="actions">
            <Button look="primary" onPress={() => void connect.loadPreview()}>
              Try again
            </Button>
            <Button onPress={() => void checking.check()}>Check this computer</Button>
          </div>
          <CheckUp />
        </div>
      </>
    );
  }
  return (
    <>
      <PageHead title="Claude isn’t connected on this computer yet.">
        <p>It takes about a minute. You quit Claude once and start it again; we do the rest and prove it.</p>
      </PageHead>
      <div className="columns">
        <div>
          <section className="section">
            <h2>What happens</h2>
            <ol className="plan">
              <li>
                {makesKey && preview.state === 'ready' ? (
                  <span>
                    We make one key for {market}, <b>“{preview.preview.keyName}”</b>, and keep it in this
                    computer’s keychain.
                  </span>
                ) : (
                  <span>
                    {makesKey
                      ? `We make one key for ${market} and keep it in this computer’s keychain.`
                      : `We use the key that you pasted for ${market}. It stays in this computer’s keychain.`}
                  </span>
                )}
              </li>
              <li>
                <span>You quit Claude, if it is open. Closing its window isn’t enough.</span>
              </li>
              <li>
                <span>
                  We add one entry to Claude’s settings. The rest of the file stays byte for byte as it is.
                </span>
              </li>
              <li>
                <span>You start Claude, and we prove that it works: with one question, answered.</span>
              </li>
            </ol>
            <div className="actions connect-start">
              <Button
                size="large"
                look="primary"
                isDisabled={preview.state === 'loading'}
                isPending={starting}
                onPress={() => void connect.start()}
              >
                {starting ? 'Connecting…' : 'Connect Claude Desktop'}
              </Button>
              <Button size="large" look="quiet" onPress={() => void checking.check()}>
                Check this computer first
              </Button>
            </div>
            {failure && <FailureNotice failure={failure} />}
          </section>
          <CheckUp />
        </div>
        <div className="aside">
          {preview.state === 'ready' ? (
            <EntryPreview preview={preview.preview} heading="What will change on this computer" />
          ) : (
            <Progress label="Looking at Claude’s settings file" />
          )}
          <ThingsToAsk heading="When it is done" />
        </div>
      </div>
    </>
  );
}
