import { type ReactElement, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { SettingsPlaces } from '../../../shared/settings.ts';
import { useCall } from '../../data/companion.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PlaceChoices } from './place-choices.tsx';
import { useSettingsChanged } from './use-settings-changed.ts';

/** Another of a program's settings files, chosen by the person. */
export function ChooseFileDialog({
  client,
  places: { places, chosen },
  onClose,
}: {
  client: ClientId;
  places: SettingsPlaces;
  onClose: () => void;
}): ReactElement {
  const choose = useCall('settings.choosePlace', { says: 'This file is used now.' });
  const settingsChanged = useSettingsChanged(client);
  const [wanted, setWanted] = useState(chosen);
  const { running: busy, failure } = choose;
  const use = async (path: string): Promise<void> => {
    if (!(await choose.run({ client, path })).ok) return;
    onClose();
    settingsChanged();
  };
  return (
    <Dialog
      wide
      title="Which settings file is meant?"
      description={`${clientShortNames[client]} reads one of these. We change only the one that you choose.`}
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
            Leave it as it is
          </Button>
          <Button
            size="large"
            look="primary"
            isDisabled={wanted === undefined || wanted === chosen}
            isPending={busy}
            onPress={() => wanted !== undefined && void use(wanted)}
          >
            Use this file
          </Button>
        </>
      }
    >
      <PlaceChoices places={places} chosen={wanted} isDisabled={busy} onChoose={setWanted} />
      {failure && <FailureNotice failure={failure} client={client} />}
    </Dialog>
  );
}
