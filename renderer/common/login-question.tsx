import { type ReactElement, useEffect } from 'react';
import { useLoginItem, useStores } from '../store/use-stores.ts';
import { failureOf, isRunning } from '../store/work.ts';
import { Button } from '../ui/button.tsx';
import { FailureNotice } from '../ui/failure-notice.tsx';

/** Asked once, after the first connection: reminders come only while the Companion runs. */
export function LoginQuestion(): ReactElement | null {
  const { loginItem } = useStores();
  const state = useLoginItem((now) => now.state);
  const work = useLoginItem((now) => now.work);
  useEffect(() => void loginItem.look(), [loginItem]);
  if (state !== 'not-asked') return null;
  const failure = failureOf(work, 'choose');
  return (
    <section className="notices" aria-label="Start at login">
      <div className="fix fix-quiet">
        <p>
          <b>Shall the Companion start when you log in?</b> Then it can tell you when this key is due. It
          waits in the tray, without a window.
        </p>
        <div className="actions">
          <Button isPending={isRunning(work, 'choose')} onPress={() => void loginItem.choose(true)}>
            Start at login
          </Button>
          <Button isDisabled={isRunning(work, 'choose')} onPress={() => void loginItem.choose(false)}>
            No, thanks
          </Button>
        </div>
        {failure && <FailureNotice failure={failure} />}
      </div>
    </section>
  );
}
