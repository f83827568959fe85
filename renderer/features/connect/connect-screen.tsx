import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { useConnect } from '../../store/use-stores.ts';
import { organizationName } from '../../wording/account.ts';
import { ConnectedPage } from './connected-page.tsx';
import { ConnectingPage } from './connecting-page.tsx';
import { NotConnectedPage } from './not-connected-page.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** Connecting Claude Desktop on this computer, from the plan to the proof. */
export function ConnectScreen({ account }: { account: Present }): ReactElement | null {
  const view = useConnect((state) => state.view);
  if (!view) return null;
  switch (view.state) {
    case 'not-connected':
      return (
        <NotConnectedPage market={organizationName(account) ?? ''} makesKey={account.state === 'signed-in'} />
      );
    case 'connecting':
      return <ConnectingPage view={view} />;
    case 'connected':
      return <ConnectedPage view={view} />;
  }
}
