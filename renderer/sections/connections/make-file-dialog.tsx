import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';

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
  const { connect, settings } = useStores();
  const work = useSettings((state) => state.work);
  const busy = isRunning(work, 'create');
  const failure = failureOf(work, 'create');
  const close = (): void => {
    settings.forgetFailure();
    onClose();
  };
  const make = async (): Promise<void> => {
    if (!(await settings.createFile(client, path))) return;
    onClose();
    await connect.loadPreview(client);
  };
  return (
    <Dialog
      title={`Make a settings file for ${clientShortNames[client]}?`}
      description="It will be empty, with its folder if that isn’t there yet. Nothing else is touched."
      onClose={busy ? undefined : close}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={close}>
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
