import { type ReactElement, useState } from 'react';
import { type ClientId, keepsSettingsInMemory } from '../../../shared/clients.ts';
import type { MendId } from '../../../shared/doctor.ts';
import { mendWords } from '../../../shared/wording/mends.ts';
import { useConnect, useDoctor, useSettings, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { MendDialog } from './mend-dialog.tsx';

/** Mends a finding, or leads to where the person chooses. */
export function MendButton({
  client,
  mend,
  isFirst,
}: {
  client: ClientId;
  mend: MendId;
  isFirst: boolean;
}): ReactElement {
  const { account, connect, doctor, keys, settings } = useStores();
  const [asking, setAsking] = useState(false);
  const mending = useDoctor((state) => isRunning(state.work, 'mend'));
  const starting = useConnect((state) => isRunning(state.work));
  const places = useSettings((state) => state.places);

  const atOnce: Partial<Record<MendId, () => unknown>> = {
    'put-entry-back': () => doctor.mend(client),
    'restart-client': () => doctor.mend(client),
    'check-again': () => doctor.check(client),
    'unlock-keychain': () => doctor.check(client),
    connect: connect.start,
    'sign-in': () => account.signIn('convene'),
    'open-keys-page': keys.openKeysPage,
  };
  const press = (): void => {
    const act = atOnce[mend];
    if (act) {
      void act();
      return;
    }
    if (mend === 'choose-file' || mend === 'create-file') void settings.loadPlaces(client);
    setAsking(true);
  };
  return (
    <>
      <Button look={isFirst ? 'primary' : 'normal'} isPending={mending} isDisabled={starting} onPress={press}>
        {mending ? 'Mending…' : mendWords(mend, client)}
      </Button>
      {asking && (
        <MendDialog
          client={client}
          mend={mend}
          places={places.state === 'ready' ? places.value : undefined}
          quitFirst={keepsSettingsInMemory(client)}
          onClose={() => {
            setAsking(false);
            void doctor.check(client);
          }}
        />
      )}
    </>
  );
}
