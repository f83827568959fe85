import type { ReactElement } from 'react';
import type { AccountView } from '../../shared/account.ts';
import { useAccount, useKeys, useStores } from '../store/use-stores.ts';
import { failureOf, isRunning } from '../store/work.ts';
import { Button } from '../ui/button.tsx';
import { FailureNotice } from '../ui/failure-notice.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHead } from '../ui/page.tsx';

type PastedKey = Extract<AccountView, { state: 'pasted-key' }>;

/** With a pasted key, the list of keys is out of reach; this says why and where it is instead. */
export function KeysOnTheWeb({ account: view }: { account: PastedKey }): ReactElement {
  const { account, keys } = useStores();
  const work = useAccount((state) => state.work);
  const pageFailure = useKeys((state) => failureOf(state.work, 'open-page'));
  const failure = failureOf(work, 'sign-in') ?? pageFailure;
  return (
    <>
      <PageHead title="Your keys are on Convene’s web page." />
      <div className="message">
        <p>
          You use one pasted key, ending in <b>{view.tokenHint}</b>, for {view.organization.name}. It connects
          Claude, but a key can’t see, make or revoke keys; only a signed-in person can.
        </p>
        <p className="quiet">
          {view.signInOffered
            ? 'Sign in to have all keys here, with their ages, and to revoke one with proof.'
            : 'This Convene doesn’t offer sign-in for apps yet. Until it does, make and revoke keys on its web page.'}
        </p>
        <div className="actions">
          {view.signInOffered && (
            <Button
              look="primary"
              isPending={isRunning(work, 'sign-in')}
              onPress={() => void account.signIn('convene')}
            >
              {isRunning(work, 'sign-in') ? 'Asking Convene…' : 'Sign in'}
            </Button>
          )}
          <Button look={view.signInOffered ? 'normal' : 'primary'} onPress={() => void keys.openKeysPage()}>
            <Icon name="out" />
            Open the keys page
          </Button>
        </div>
        {failure && <FailureNotice failure={failure} />}
      </div>
    </>
  );
}
