import { type ReactElement, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { SettingsPlaces } from '../../../shared/settings.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PlaceChoices } from './place-choices.tsx';

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
  const { connect, settings } = useStores();
  const work = useSettings((state) => state.work);
  const [wanted, setWanted] = useState(chosen);
  const busy = isRunning(work, 'choose');
  const failure = failureOf(work, 'choose');
  const close = (): void => {
    settings.forgetFailure();
    onClose();
  };
  const use = async (path: string): Promise<void> => {
    if (!(await settings.choosePlace(client, path))) return;
    onClose();
    await connect.loadPreview(client);
  };
  return (
    <Dialog
      wide
      title="Which settings file is meant?"
      description={`${clientShortNames[client]} reads one of these. We change only the one that you choose.`}
      onClose={busy ? undefined : close}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={close}>
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
