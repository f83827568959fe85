import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { RepairPreview } from './repair-preview.tsx';
import { useRepair } from './use-repair.ts';

/** The repair of a file that a check-up found broken. */
export function RepairDialog({ client, onClose }: { client: ClientId; onClose: () => void }): ReactElement {
  const repair = useRepair(client);
  const asked = repair.preview;
  const busy = repair.call.running;
  const preview = asked.state === 'ready' ? asked.value : undefined;
  const fix = async (): Promise<void> => {
    if (await repair.run(false)) onClose();
  };
  return (
    <Dialog
      wide
      title={`Repair ${clientShortNames[client]}’s settings file?`}
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
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
      {preview && <RepairPreview repair={repair} preview={preview} onRepaired={onClose} />}
    </Dialog>
  );
}
