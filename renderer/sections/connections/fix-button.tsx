import { type ReactElement, useState } from 'react';
import type { FixId } from '../../../shared/doctor.ts';
import { fixMessage } from '../../../shared/wording/fixes.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FixDialog } from './fix-dialog.tsx';
import type { CheckUpState } from './use-check-up.ts';

/** Fixes a finding, or leads to where the person chooses. */
export function FixButton({
  checkUp,
  fix,
  isFirst,
}: {
  checkUp: CheckUpState;
  fix: FixId;
  isFirst: boolean;
}): ReactElement {
  const { account, connect, keys } = useStores();
  const { client } = checkUp;
  const repair = () => checkUp.fix.run({ client });
  const check = () => checkUp.check.run({ client });
  const [asking, setAsking] = useState(false);
  const fixing = checkUp.fix.running;
  const starting = useConnect((state) => isRunning(state.work));

  const atOnce: Partial<Record<FixId, () => unknown>> = {
    'put-entry-back': repair,
    'restart-client': repair,
    'check-again': check,
    'unlock-keychain': check,
    connect: connect.start,
    'connect-again': connect.start,
    'sign-in': () => account.signIn('convene'),
    'open-keys-page': keys.openKeysPage,
  };
  const press = (): void => {
    const act = atOnce[fix];
    if (act) {
      void act();
      return;
    }
    setAsking(true);
  };
  return (
    <>
      <Button look={isFirst ? 'primary' : 'normal'} isPending={fixing} isDisabled={starting} onPress={press}>
        {fixing ? 'Fixing…' : fixMessage(fix, client)}
      </Button>
      {asking && (
        <FixDialog
          client={client}
          fix={fix}
          onClose={() => {
            setAsking(false);
            void check();
          }}
        />
      )}
    </>
  );
}
