import { type ReactElement, useEffect } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { Backup } from '../../../shared/settings.ts';
import { useConnect, useNow, useSettings, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { ourChangeWords } from './settings-words.ts';
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
  const { connect, settings } = useStores();
  const change = useSettings((state) => state.change);
  const work = useSettings((state) => state.work);
  const connected = useConnect((state) => state.view?.state === 'connected');
  const now = useNow();
  useEffect(() => {
    void settings.loadUndo(client);
    return settings.forgetChange;
  }, [settings, client]);
  const busy = isRunning(work, 'undo');
  const failure = failureOf(work, 'undo');
  const takeBack = async (quitFirst: boolean): Promise<void> => {
    if (change.state !== 'ready') return;
    if (!(await settings.undo(client, change.value, quitFirst))) return;
    onClose();
    if (!connected) await connect.loadPreview(client);
  };
  return (
    <Dialog
      wide
      title="Undo our last change?"
      description={`${ourChangeWords(undo, now)} What others changed in the file since then stays.`}
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
            Leave the file as it is
          </Button>
          <Button
            size="large"
            look="primary"
            isDisabled={change.state !== 'ready'}
            isPending={busy}
            onPress={() => void takeBack(false)}
          >
            {busy ? 'Undoing…' : 'Undo this change'}
          </Button>
        </>
      }
    >
      <WouldChange client={client} change={change} />
      {failure && (
        <FailureNotice failure={failure} client={client}>
          {failure.code === 'claude-running' && (
            <Button onPress={() => void takeBack(true)}>Quit Claude and undo it</Button>
          )}
        </FailureNotice>
      )}
    </Dialog>
  );
}
