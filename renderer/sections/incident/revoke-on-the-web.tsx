import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { failureOf } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page.tsx';
import { KeysPageAddress } from './keys-page-address.tsx';
import { PrepareSection } from './prepare-section.tsx';

type PastedKey = Extract<AccountView, { state: 'pasted-key' }>;

/** A key can't revoke keys: with a pasted one, the web page is the quickest way, step by step. */
export function RevokeOnTheWeb({ account: view }: { account: PastedKey }): ReactElement {
  const { account, keys } = useStores();
  const failure = useKeys((state) => failureOf(state.work, 'open-page'));
  return (
    <>
      <PageHead title="Did a key leak, or is a device gone? Revoke on the web page.">
        <p>
          You use one pasted key for {view.organization.name}, and a key can’t revoke keys. Any signed-in
          admin or market manager can, also on a phone.
        </p>
      </PageHead>
      <div className="message">
        <ol className="by-hand-steps">
          <li>
            Open the keys page, <KeysPageAddress />, and sign in.
          </li>
          <li>Find the key by its name, and press Revoke. It stops working at once.</li>
          <li>Make a new key for whatever used the old one.</li>
          <li>Look at the Audit Log for what it did, and write to hello@convene.markets.</li>
        </ol>
        <div className="actions">
          <Button look="primary" onPress={() => void keys.openKeysPage()}>
            <Icon name="out" />
            Open the keys page
          </Button>
          {view.signInOffered && (
            <Button onPress={() => void account.signIn('convene')}>Sign in to revoke from here</Button>
          )}
        </div>
        {failure && <FailureNotice failure={failure} />}
      </div>
      <div className="prepare">
        <PrepareSection />
      </div>
    </>
  );
}
