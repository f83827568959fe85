import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { entryLeftSentence } from '../../../shared/wording/connection.ts';
import { organizationName } from '../../common/account-words.ts';
import { useConnect } from '../../store/use-stores.ts';
import { ConnectedPage } from './connected-page.tsx';
import { ConnectingPage } from './connecting-page.tsx';
import { NotConnectedPage } from './not-connected-page.tsx';
import { Programs } from './programs.tsx';
import { UnknownPage } from './unknown-page.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** Connecting the programs on this computer, each from the plan to the proof. */
export const ConnectScreen = ({ account }: { account: Present }): ReactElement => (
  <>
    <Programs />
    <ProgramPage account={account} />
  </>
);

function ProgramPage({ account }: { account: Present }): ReactElement | null {
  const view = useConnect((state) => state.view);
  if (!view) return null;
  switch (view.state) {
    case 'not-connected':
      return (
        <>
          <EntryLeft sentence={entryLeftSentence(view)} />
          <NotConnectedPage
            key={view.client}
            client={view.client}
            market={organizationName(account) ?? ''}
            makesKey={account.state === 'signed-in'}
          />
        </>
      );
    case 'connecting':
      return <ConnectingPage key={view.client} view={view} />;
    case 'unknown':
      return <UnknownPage key={view.client} client={view.client} failure={view.failure} />;
    case 'connected':
      // With another key nothing that was found before is said of it.
      return <ConnectedPage key={`${view.client} ${view.connection.keyId}`} view={view} />;
  }
}

/** What disconnecting couldn’t take out of a file. */
const EntryLeft = ({ sentence }: { sentence: string | undefined }): ReactElement | null =>
  sentence === undefined ? null : (
    <p className="text-block" role="status">
      {sentence}
    </p>
  );
