import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useCall } from '../../data/companion.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { useSettingsChanged } from './use-settings-changed.ts';

/** The consent to an empty settings file, and to the folder that it needs. */
export function MakeFileDialog({
  client,
  path,
  onClose,
}: {
  client: ClientId;
  path: string;
  onClose: () => void;
}): ReactElement {
  const create = useCall('settings.createFile', { says: 'The settings file is made.' });
  const settingsChanged = useSettingsChanged(client);
  const { running: busy, failure } = create;
  const make = async (): Promise<void> => {
    if (!(await create.run({ client, path })).ok) return;
    onClose();
    settingsChanged();
  };
  return (
    <Dialog
      title={`Make a settings file for ${clientShortNames[client]}?`}
      description="It will be empty, with its folder if that isn’t there yet. Nothing else is touched."
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
            Make nothing
          </Button>
          <Button size="large" look="primary" isPending={busy} onPress={() => void make()}>
            Make the file
          </Button>
        </>
      }
    >
      <p className="path">{path}</p>
      {failure && <FailureNotice failure={failure} client={client} />}
    </Dialog>
  );
}
