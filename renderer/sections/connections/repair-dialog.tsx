import { type ReactElement, useEffect } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { RepairPreview, useRepair } from './repair-preview.tsx';

/** The repair of a file that a check-up found broken. */
export function RepairDialog({ client, onClose }: { client: ClientId; onClose: () => void }): ReactElement {
  const { settings } = useStores();
  const asked = useSettings((state) => state.repair);
  const busy = useSettings((state) => isRunning(state.work, 'repair'));
  const repair = useRepair(client);
  useEffect(() => void settings.loadRepair(client), [settings, client]);
  const preview = asked.state === 'ready' ? asked.value : undefined;
  const fix = async (): Promise<void> => {
    if (preview && (await repair(preview, false))) onClose();
  };
  const close = (): void => {
    settings.forgetFailure();
    onClose();
  };
  return (
    <Dialog
      wide
      title={`Repair ${clientShortNames[client]}’s settings file?`}
      onClose={busy ? undefined : close}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={close}>
            Leave the file as it is
          </Button>
          <Button
            size="large"
            look="primary"
            isDisabled={!preview}
            isPending={busy}
            onPress={() => void fix()}
          >
            {busy ? 'Repairing…' : 'Repair it'}
          </Button>
        </>
      }
    >
      {asked.state === 'loading' && <Progress label="Looking at the file" />}
      {asked.state === 'failed' && <FailureNotice failure={asked.failure} client={client} />}
      {preview && <RepairPreview client={client} preview={preview} onRepaired={onClose} />}
    </Dialog>
  );
}
