import type { ReactElement } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { Backup } from '../../../shared/settings.ts';
import { useCall, useQuery } from '../../data/companion.tsx';
import { useNow } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { ourChangeWords } from './settings-words.ts';
import { useSettingsChanged } from './use-settings-changed.ts';
import { WouldChange } from './would-change.tsx';

/** Just our last change is taken back; what was changed by others since then stays. */
export function UndoDialog({
  client,
  undo,
  onClose,
}: {
  client: ClientId;
  undo: Backup;
  onClose: () => void;
}): ReactElement {
  const change = useQuery('settings.previewUndo', { client });
  const call = useCall('settings.undo', { says: 'Our last change is undone.' });
  const settingsChanged = useSettingsChanged(client);
  const now = useNow();
  const rollBack = async (quitFirst: boolean): Promise<void> => {
    if (change.state !== 'ready') return;
    const { fingerprint } = change.value;
    if (!(await call.run({ client, fingerprint, quitFirst })).ok) return;
    onClose();
    settingsChanged();
  };
  return (
    <Dialog
      wide
      title="Undo our last change?"
      description={`${ourChangeWords(undo, now)} What others changed in the file since then stays.`}
      onClose={call.running ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={call.running} onPress={onClose}>
            Leave the file as it is
          </Button>
          <Button
            size="large"
            look="primary"
            isDisabled={change.state !== 'ready'}
            isPending={call.running}
            onPress={() => void rollBack(false)}
          >
            {call.running ? 'Undoing…' : 'Undo this change'}
          </Button>
        </>
      }
    >
      <WouldChange client={client} change={change} />
      {call.failure && (
        <FailureNotice failure={call.failure} client={client}>
          {call.failure.code === 'claude-running' && (
            <Button onPress={() => void rollBack(true)}>Quit Claude and undo it</Button>
          )}
        </FailureNotice>
      )}
    </Dialog>
  );
}
