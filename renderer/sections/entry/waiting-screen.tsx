import { type ReactElement, useCallback } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { countdownText } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { EntryWindow } from '../../common/entry-window.tsx';
import { useAccount, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Pulse } from '../../ui/pulse.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { DemoHint } from './demo-hint.tsx';

type Waiting = Extract<AccountView, { state: 'waiting' }>;

/** The person compares the code here with the one in their browser, and approves there. */
export function WaitingScreen({ view }: { view: Waiting }): ReactElement {
  const { account } = useStores();
  const work = useAccount((state) => state.work);
  const copied = useAccount((state) => state.copied);
  const failure = failureOf(work, 'reopen', 'copy', 'cancel');
  const demo = view.server.kind === 'demo';
  useEscape(useCallback(() => void account.cancel(), [account]));
  return (
    <EntryWindow
      demo={demo}
      foot={
        <>
          <span>We never ask for your password in this window.</span>
          {view.server.kind === 'other' && <span>Signing in at {new URL(view.server.address).host}</span>}
        </>
      }
    >
      <div>
        <h1>Check that your browser shows this code.</h1>
        <p className="lede">
          We opened {demo ? 'the demo market' : 'Convene'} in your browser. If the codes match, choose Approve
          there and come back.
        </p>
        <div className="slip-shadow">
          <div className="slip slip-code" role="img" aria-label={`Code: ${spelled(view.userCode)}`}>
            {view.userCode}
          </div>
        </div>
        <div className="actions">
          <Button size="large" autoFocus onPress={() => void account.reopenPage()}>
            <Icon name="out" />
            Reopen the page
          </Button>
          <Button size="large" onPress={() => void account.copyCode()}>
            <Icon name={copied ? 'check' : 'copy'} />
            {copied ? 'Copied' : 'Copy code'}
          </Button>
          <Button
            size="large"
            look="quiet"
            isDisabled={isRunning(work, 'cancel')}
            onPress={() => void account.cancel()}
          >
            Cancel
          </Button>
        </div>
        {failure && <Notice failure={failure} />}
      </div>
      <div>
        <section className="section">
          <h2 className="waiting-head">
            Waiting for your approval <Pulse />
          </h2>
          <p className="quiet">
            The code works for another <Countdown until={view.expiresAt} />. After that, sign in once more for
            a new one.
          </p>
          {view.trouble && <Notice failure={view.trouble} />}
        </section>
        {demo ? (
          <DemoHint />
        ) : (
          <section className="section">
            <h2>What you are approving</h2>
            <ul className="bullets">
              <Approving>Seeing, making and revoking keys for the markets you manage</Approving>
              <Approving>Reading their audit log</Approving>
              <Approving>On this computer only, until you sign out</Approving>
            </ul>
          </section>
        )}
        <p className="quiet small different-code">
          A different code in the browser? Choose Deny there, Cancel here, and write to{' '}
          <span className="selectable">hello@convene.markets</span>.
        </p>
      </div>
    </EntryWindow>
  );
}

/** Letter by letter, with a pause where the hyphen is. */
const spelled = (code: string): string =>
  code
    .split('-')
    .map((part) => [...part].join(' '))
    .join(', ');

/** Not a live region: a clock that speaks every second would drown everything else. */
function Countdown({ until }: { until: string }): ReactElement {
  const now = useNow(1_000);
  return <b className="exact ink">{countdownText(new Date(until), now)}</b>;
}

function Notice({ failure }: { failure: NonNullable<Waiting['trouble']> }): ReactElement {
  const { title, todo } = failureMessage(failure);
  return (
    <div className="notice notice-bad" role="alert">
      <p>
        <b>{title}</b> {todo}
      </p>
    </div>
  );
}

const Approving = ({ children }: { children: string }): ReactElement => (
  <li>
    <Icon name="check" />
    {children}
  </li>
);
