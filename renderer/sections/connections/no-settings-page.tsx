import { type ReactElement, type ReactNode, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { Failure } from '../../../shared/failure.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page.tsx';
import { CheckUp } from './check-up.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { MakeFile } from './make-file.tsx';
import { RepairOffer } from './repair-offer.tsx';
import { WhichFilePage } from './which-file-page.tsx';

/** Why a program's settings can't be used as they are, and what can be done about it. */
export function NoSettingsPage({ client, failure }: { client: ClientId; failure: Failure }): ReactElement {
  switch (failure.code) {
    case 'config-ambiguous':
      return <WhichFilePage client={client} />;
    case 'config-missing':
      return (
        <Trouble client={client} failure={failure} hasCopies>
          <MakeFile client={client} />
        </Trouble>
      );
    case 'config-byte-order-mark':
    case 'config-not-json':
      return (
        <Trouble client={client} failure={failure} hasCopies>
          <RepairOffer client={client} />
        </Trouble>
      );
    case 'config-empty':
    case 'config-not-an-object':
    case 'config-servers-not-an-object':
      return <Trouble client={client} failure={failure} hasCopies />;
    default:
      return <Trouble client={client} failure={failure} />;
  }
}

/** What is wrong and what to do; `children` is what we can do about it. */
function Trouble({
  client,
  failure,
  hasCopies = false,
  children,
}: {
  client: ClientId;
  failure: Failure;
  /** Whether an earlier copy of the file may help. */
  hasCopies?: boolean;
  children?: ReactNode;
}): ReactElement {
  const { connect, doctor } = useStores();
  const [looking, setLooking] = useState(false);
  const { title, todo } = failureMessage({ client, ...failure });
  return (
    <>
      <PageHead title={title} />
      <div className="message">
        <p role="alert">{todo}</p>
        {children}
        <div className="actions">
          <Button look={children ? 'normal' : 'primary'} onPress={() => void connect.loadPreview(client)}>
            Look again
          </Button>
          {hasCopies && <Button onPress={() => setLooking(true)}>Look at earlier copies</Button>}
          <Button look="quiet" onPress={() => void doctor.check(client)}>
            Check {clientShortNames[client]}’s connection
          </Button>
        </div>
        <CheckUp client={client} />
      </div>
      {looking && <EarlierCopiesDialog client={client} onClose={() => setLooking(false)} />}
    </>
  );
}
