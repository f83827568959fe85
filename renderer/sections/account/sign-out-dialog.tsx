import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { useAccount, useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/pulse.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** Signing out undoes what was made here, so it says what that is and asks first. */
export function SignOutDialog({ view, onClose }: { view: Present; onClose: () => void }): ReactElement {
  const { account } = useStores();
  const work = useAccount((state) => state.work);
  const connect = useConnect((state) => state.view);
  const busy = isRunning(work, 'sign-out');
  const failure = failureOf(work, 'sign-out');
  const signedIn = view.state === 'signed-in';
  const connected = connect?.state === 'connected' || connect?.state === 'connecting';
  const keyName =
    connect?.state === 'connected'
      ? connect.connection.keyName
      : connect?.state === 'connecting'
        ? connect.preview.keyName
        : undefined;
  return (
    <Dialog
      alert
      title={signedIn ? 'Sign out on this computer?' : 'Forget this key?'}
      description={
        signedIn
          ? 'This computer forgets you, and what we made here is undone:'
          : 'This computer forgets the key. The key itself keeps working until it is revoked on the web.'
      }
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
            {signedIn ? 'Stay signed in' : 'Keep the key'}
          </Button>
          <Button size="large" look="danger" isPending={busy} onPress={() => void account.signOut()}>
            {signedIn ? 'Sign out' : 'Forget this key'}
          </Button>
        </>
      }
    >
      <ul className="bullets">
        {signedIn && connected && keyName && (
          <Undone>“{keyName}” is revoked. Claude loses its access.</Undone>
        )}
        {connected && <Undone>Our entry is removed from Claude’s settings. Quit Claude first.</Undone>}
        {signedIn && <Undone>Your session ends on Convene too.</Undone>}
        <Undone>
          {signedIn ? 'Other keys and devices keep working.' : 'It is deleted from this computer’s keychain.'}
        </Undone>
      </ul>
      {busy && <Progress label={signedIn ? 'Signing out…' : 'Forgetting the key…'} />}
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}

const Undone = ({ children }: { children: React.ReactNode }): ReactElement => (
  <li>
    <Icon name="check" />
    <span>{children}</span>
  </li>
);
