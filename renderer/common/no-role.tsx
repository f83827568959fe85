import type { ReactElement } from 'react';
import type { Organization } from '../../shared/account.ts';
import { useStores } from '../store/use-stores.ts';
import { Button } from '../ui/button.tsx';
import { PageHead } from '../ui/page.tsx';
import { roleWords } from './account-words.ts';

/** A volunteer is told what the role allows and who can help. */
export function NoRole({ organization }: { organization: Organization }): ReactElement {
  const { keys } = useStores();
  return (
    <>
      <PageHead title={`Your role at ${organization.name} doesn’t manage keys.`} />
      <div className="message">
        <p>
          You’re signed in as <b>{roleWords(organization.role)}</b>. At Convene, admins and market managers
          can see, make and revoke keys.
        </p>
        <p className="quiet">
          Ask one of them to connect this computer, or to change your role; then look again. If you belong to
          another market, choose it at the top right.
        </p>
        <div className="actions">
          <Button look="primary" onPress={() => void keys.refresh()}>
            Look again
          </Button>
        </div>
      </div>
    </>
  );
}
