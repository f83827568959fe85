import type { ReactElement } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { EntryWindow } from '../../common/entry-window.tsx';
import { useAccount, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';

/** Somebody may be signed in, but this computer doesn't let us know at present. */
export function BlockedScreen({ failure }: { failure: Failure }): ReactElement {
  const { account } = useStores();
  const work = useAccount((state) => state.work);
  const { title, todo } = failureMessage(failure);
  const fix = failure.command;
  const isDamaged = failure.code === 'state-damaged';
  return (
    <EntryWindow
      foot={
        <span>
          Stuck? <span className="selectable">hello@convene.markets</span>
        </span>
      }
    >
      <div role="alert">
        <h1>{title}</h1>
        <p className="lede">
          {fix ? (
            <>
              In a terminal, type: <code>{fix}</code>
            </>
          ) : (
            todo
          )}
        </p>
      </div>
      <section className="section">
        {isDamaged ? (
          <>
            <h2>Your keys at Convene are as they were</h2>
            <p className="quiet">
              This computer no longer knows who was signed in. Signing out ends the old sign-in as far as that
              can be done, tells you what may live on, and begins anew.
            </p>
          </>
        ) : (
          <>
            <h2>Nothing is lost</h2>
            <p className="quiet">
              Your sign-in and your keys are as they were. We go on as soon as this computer lets us.
            </p>
          </>
        )}
        <div className="actions">
          {isDamaged && (
            <Button
              size="large"
              isPending={isRunning(work, 'sign-out')}
              onPress={() => void account.signOut()}
            >
              Sign out
            </Button>
          )}
          <Button
            size="large"
            look="primary"
            isPending={isRunning(work, 'unblock')}
            onPress={() => void account.unblock()}
          >
            {isRunning(work, 'unblock') ? 'Looking…' : 'Try again'}
          </Button>
        </div>
      </section>
    </EntryWindow>
  );
}
