import { type ReactElement, type ReactNode, useState } from 'react';
import { clientShortNames } from '../../../shared/clients.ts';
import type { Failure } from '../../../shared/failure.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page.tsx';
import { CheckUp } from './check-up.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { MakeFile } from './make-file.tsx';
import { RepairOffer } from './repair-offer.tsx';
import type { CheckUpState } from './use-check-up.ts';
import { WhichFilePage } from './which-file-page.tsx';

/** Why a program's settings can't be used as they are, and what can be done about it. */
export function NoSettingsPage({
  checkUp,
  failure,
}: {
  checkUp: CheckUpState;
  failure: Failure;
}): ReactElement {
  const { client } = checkUp;
  switch (failure.code) {
    case 'config-ambiguous':
      return <WhichFilePage client={client} />;
    case 'config-missing':
      return (
        <Trouble checkUp={checkUp} failure={failure} hasCopies>
          <MakeFile client={client} />
        </Trouble>
      );
    case 'config-byte-order-mark':
    case 'config-not-json':
    case 'config-empty':
      return (
        <Trouble checkUp={checkUp} failure={failure} hasCopies>
          <RepairOffer client={client} />
        </Trouble>
      );
    case 'config-not-an-object':
    case 'config-servers-not-an-object':
      return <Trouble checkUp={checkUp} failure={failure} hasCopies />;
    default:
      return <Trouble checkUp={checkUp} failure={failure} />;
  }
}

/** What is wrong and what to do; `children` is what we can do about it. */
function Trouble({
  checkUp,
  failure,
  hasCopies = false,
  children,
}: {
  checkUp: CheckUpState;
  failure: Failure;
  /** Whether an earlier copy of the file may help. */
  hasCopies?: boolean;
  children?: ReactNode;
}): ReactElement {
  const { connect } = useStores();
  const { client } = checkUp;
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
          <Button look="quiet" onPress={() => void checkUp.check.run({ client })}>
            Check {clientShortNames[client]}’s connection
          </Button>
        </div>
        <CheckUp checkUp={checkUp} />
      </div>
      {looking && <EarlierCopiesDialog client={client} onClose={() => setLooking(false)} />}
    </>
  );
}
