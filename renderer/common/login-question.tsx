import type { ReactElement } from 'react';
import { Button } from '../ui/button.tsx';
import { FailureNotice } from '../ui/failure-notice.tsx';
import { useLoginItem } from './use-login-item.ts';

/** Asked once, after the first connection: reminders come only while the Companion runs. */
export function LoginQuestion(): ReactElement | null {
  const { state, choose } = useLoginItem();
  if (state !== 'not-asked') return null;
  return (
    <section className="notices" aria-label="Start at login">
      <div className="fix fix-quiet">
        <p>
          <b>Shall the Companion start when you log in?</b> Then it can tell you when this key is due. It
          waits in the tray, without a window.
        </p>
        <div className="actions">
          <Button isPending={choose.running} onPress={() => void choose.run({ on: true })}>
            Start at login
          </Button>
          <Button isDisabled={choose.running} onPress={() => void choose.run({ on: false })}>
            No, thanks
          </Button>
        </div>
        {choose.failure && <FailureNotice failure={choose.failure} />}
      </div>
    </section>
  );
}
