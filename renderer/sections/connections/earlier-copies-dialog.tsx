import { type ReactElement, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { Backup } from '../../../shared/settings.ts';
import { useCall, useQuery } from '../../data/companion.tsx';
import { useNow } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { RadioList, RadioRow } from '../../ui/radio.tsx';
import { backupBeforeWords, backupDateWords, sizeWords } from './settings-words.ts';
import { useSettingsChanged } from './use-settings-changed.ts';
import { WouldChange } from './would-change.tsx';

/** What a settings file held before each of our changes, and the way back to it. */
export function EarlierCopiesDialog({
  client,
  onClose,
}: {
  client: ClientId;
  onClose: () => void;
}): ReactElement {
  const history = useQuery('settings.history', { client });
  const [chosen, setChosen] = useState<string>();
  const change = useQuery(
    'settings.previewRestore',
    chosen === undefined ? undefined : { client, backupId: chosen },
  );
  const call = useCall('settings.restore', { says: 'The earlier copy is restored.' });
  const settingsChanged = useSettingsChanged(client);
  const { running: busy, failure } = call;

  const restore = async (quitFirst: boolean): Promise<void> => {
    if (chosen === undefined || change.state !== 'ready') return;
    const { fingerprint } = change.value;
    if (!(await call.run({ client, backupId: chosen, fingerprint, quitFirst })).ok) return;
    onClose();
    settingsChanged();
  };
  const isGone =
    history.state === 'failed' && ['config-missing', 'config-link-broken'].includes(history.failure.code);
  const backups = history.state === 'ready' ? history.value.backups : [];
  return (
    <Dialog
      wide
      title="Earlier copies of the settings file"
      description={`We keep a copy from before each change of ours, at most 20. Choose one to see what going back to it would change in ${clientShortNames[client]}’s settings.`}
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
            Leave the file as it is
          </Button>
          <Button
            size="large"
            look="primary"
            isDisabled={change.state !== 'ready' || change.value.lines.length === 0}
            isPending={busy}
            onPress={() => void restore(false)}
          >
            {busy ? 'Restoring…' : 'Restore this copy'}
          </Button>
        </>
      }
    >
      {history.state === 'loading' && <Progress label="Looking for earlier copies" />}
      {history.state === 'failed' && !isGone && <FailureNotice failure={history.failure} client={client} />}
      {(isGone || (history.state === 'ready' && backups.length === 0)) && (
        <p className="text-block">There is none yet: we haven’t changed this file.</p>
      )}
      {backups.length > 0 && <Copies backups={backups} chosen={chosen} busy={busy} onChoose={setChosen} />}
      {chosen !== undefined && <WouldChange client={client} change={change} />}
      {failure && (
        <FailureNotice failure={failure} client={client}>
          {failure.code === 'claude-running' && (
            <Button onPress={() => void restore(true)}>Quit Claude and restore it</Button>
          )}
        </FailureNotice>
      )}
    </Dialog>
  );
}

function Copies(parts: {
  backups: readonly Backup[];
  chosen: string | undefined;
  busy: boolean;
  onChoose: (id: string) => void;
}): ReactElement {
  const now = useNow();
  return (
    <RadioList label="Earlier copies" value={parts.chosen} isDisabled={parts.busy} onChange={parts.onChoose}>
      {parts.backups.map((backup) => (
        <RadioRow
          key={backup.id}
          value={backup.id}
          title={backupDateWords(backup, now)}
          detail={backupBeforeWords(backup)}
          aside={backup.isCurrent ? 'what the file holds now' : sizeWords(backup.bytes)}
        />
      ))}
    </RadioList>
  );
}
