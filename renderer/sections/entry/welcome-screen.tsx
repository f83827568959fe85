import type { ReactElement } from 'react';
import { EntryWindow } from '../../common/entry-window.tsx';
import { useAccount, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { SignedOutNotice } from './signed-out-notice.tsx';

/** Three ways in. Why an earlier sign-in ended or didn't come about is said here. */
export function WelcomeScreen({ onPaste }: { onPaste: () => void }): ReactElement {
  const { account } = useStores();
  const view = useAccount((state) => state.view);
  const work = useAccount((state) => state.work);
  const leftBehind = useAccount((state) => state.leftBehind);
  const ended = view.state === 'signed-out' ? view.failure : undefined;
  const failure = failureOf(work, 'sign-in', 'open-demo') ?? ended;
  const busy = isRunning(work, 'sign-in', 'open-demo');
  return (
    <EntryWindow
      foot={
        <>
          <span>Keys are kept in this computer’s keychain, and nowhere else.</span>
          <span>
            Stuck? <span className="selectable">hello@convene.markets</span>
          </span>
        </>
      }
    >
      <div>
        <h1>Your market, one key for each device.</h1>
        {!leftBehind?.length && (
          <p className="lede">
            Connect Claude to Convene without touching a settings file. See every key, hear when one is due,
            and shut one off with proof.
          </p>
        )}
        <SignedOutNotice failure={failure} leftBehind={leftBehind} />
      </div>
      <ul className="choices">
        <li>
          <h2>I use Convene</h2>
          <p>Approve once in your own browser. No password is typed here.</p>
          <Button
            size="large"
            look="primary"
            autoFocus
            isPending={isRunning(work, 'sign-in')}
            isDisabled={busy && !isRunning(work, 'sign-in')}
            onPress={() => void account.signIn('convene')}
          >
            {isRunning(work, 'sign-in') ? 'Asking Convene…' : 'Sign in'}
          </Button>
        </li>
        <li>
          <h2>I have a key already</h2>
          <p>Paste it to connect and be reminded. Making and revoking keys needs sign-in.</p>
          <Button size="large" isDisabled={busy} onPress={onPaste}>
            Paste a key
          </Button>
        </li>
        <li>
          <h2>I only want to look around</h2>
          <p>A demo market on this computer. Try everything; nothing reaches Convene.</p>
          <Button
            size="large"
            isPending={isRunning(work, 'open-demo')}
            isDisabled={busy && !isRunning(work, 'open-demo')}
            onPress={() => void account.signIn('demo')}
          >
            {isRunning(work, 'open-demo') ? 'Opening…' : 'Open the demo'}
          </Button>
        </li>
      </ul>
    </EntryWindow>
  );
}
