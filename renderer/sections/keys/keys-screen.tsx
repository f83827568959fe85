import { type ReactElement, useMemo } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { organizationName } from '../../common/account-words.ts';
import { KeysOnTheWeb } from '../../common/keys-on-the-web.tsx';
import { NoRole } from '../../common/no-role.tsx';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { KeysList } from './keys-list.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** The keys of the market that is chosen, or why there are none to see. */
export function KeysScreen({ account }: { account: Present }): ReactElement {
  const { keys } = useStores();
  const view = useKeys((state) => state.view);
  const work = useKeys((state) => state.work);
  const chosen =
    account.state === 'signed-in'
      ? account.organizations.find(({ id }) => id === account.organizationId)
      : undefined;
  const market = useMemo(() => organizationName(account) ?? '', [account]);

  if (account.state === 'pasted-key') return <KeysOnTheWeb account={account} />;
  if (chosen && !chosen.managesKeys) return <NoRole organization={chosen} />;
  if (view.state === 'loading')
    return (
      <>
        <PageHead title="Looking for your keys." />
        <Progress label={`Asking Convene for the keys of ${market}`} />
        <div className="ghost-rows" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      </>
    );
  if (view.state === 'unavailable') {
    if (view.failure.code === 'not-allowed' && chosen) return <NoRole organization={chosen} />;
    const { title, todo } = failureMessage(view.failure);
    return (
      <>
        <PageHead title={title} />
        <div className="message" role="alert">
          <p>{todo}</p>
          <p className="quiet">We have no earlier list to show. Your keys are as they were.</p>
          <div className="actions">
            <Button look="primary" isPending={isRunning(work, 'refresh')} onPress={() => void keys.refresh()}>
              {isRunning(work, 'refresh') ? 'Looking…' : 'Try again'}
            </Button>
            <Button onPress={() => void keys.openKeysPage()}>Open the keys page</Button>
          </div>
        </div>
      </>
    );
  }
  return (
    <>
      <KeysList view={view} market={market} />
      <RevokeDialog market={market} />
    </>
  );
}
