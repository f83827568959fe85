import { type ReactElement, useState } from 'react';
import { type ClientId, cachesSettings } from '../../../shared/clients.ts';
import type { FixId } from '../../../shared/doctor.ts';
import { fixMessage } from '../../../shared/wording/fixes.ts';
import { useConnect, useDoctor, useSettings, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FixDialog } from './fix-dialog.tsx';

/** Fixes a finding, or leads to where the person chooses. */
export function FixButton({
  client,
  fix,
  isFirst,
}: {
  client: ClientId;
  fix: FixId;
  isFirst: boolean;
}): ReactElement {
  const { account, connect, doctor, keys, settings } = useStores();
  const [asking, setAsking] = useState(false);
  const fixing = useDoctor((state) => isRunning(state.work, 'fix'));
  const starting = useConnect((state) => isRunning(state.work));
  const places = useSettings((state) => state.places);

  const atOnce: Partial<Record<FixId, () => unknown>> = {
    'put-entry-back': () => doctor.fix(client),
    'restart-client': () => doctor.fix(client),
    'check-again': () => doctor.check(client),
    'unlock-keychain': () => doctor.check(client),
    connect: connect.start,
    'sign-in': () => account.signIn('convene'),
    'open-keys-page': keys.openKeysPage,
  };
  const press = (): void => {
    const act = atOnce[fix];
    if (act) {
      void act();
      return;
    }
    if (fix === 'choose-file' || fix === 'create-file') void settings.loadPlaces(client);
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
          places={places.state === 'ready' ? places.value : undefined}
          quitFirst={cachesSettings(client)}
          onClose={() => {
            setAsking(false);
            void doctor.check(client);
          }}
        />
      )}
    </>
  );
}
