import { type FormEvent, type ReactElement, useState } from 'react';
import type { Renamed } from '../../../shared/renaming.ts';
import { renamedSentences, renamedTitle, renamingGoesOn } from '../../../shared/wording/renaming.ts';
import { useCall, useQuery } from '../../data/companion.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { TextLine } from '../../ui/text-line.tsx';

const longestName = 120;

/** What this computer is called, and afterwards what became of its keys' names. */
export function RenameDialog({ onClose }: { onClose: () => void }): ReactElement {
  const [done, setDone] = useState<Renamed>();
  return done ? <RenamedDialog done={done} onClose={onClose} /> : <Ask onDone={setDone} onClose={onClose} />;
}

function Ask({ onDone, onClose }: { onDone: (done: Renamed) => void; onClose: () => void }): ReactElement {
  const device = useQuery('device.view');
  const now = device.state === 'ready' ? device.value : undefined;
  const { run, running, failure } = useCall('device.rename', { says: renamedTitle });
  const [typed, setTyped] = useState<string>();
  const name = typed ?? now?.name ?? '';
  const isUnchanged = name.trim() === '' || (name.trim() === now?.name && !now.renaming);
  const rename = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    if (isUnchanged || running) return;
    const renamed = await run({ name });
    if (renamed.ok) onDone(renamed.value);
    else await device.again();
  };
  return (
    <Dialog
      title="Rename this computer"
      description="New keys made here carry its name. Those that were made here are renamed on Convene too, as far as Convene can do that. All of them go on working."
      onClose={running ? undefined : onClose}
      actions={
        <>
          <Button size="large" isDisabled={running} onPress={onClose}>
            Keep the name
          </Button>
          <Button
            size="large"
            look="primary"
            isDisabled={isUnchanged}
            isPending={running}
            onPress={() => void rename()}
          >
            Rename
          </Button>
        </>
      }
    >
      <form onSubmit={(event) => void rename(event)}>
        <TextLine
          label="Name of this computer"
          hint="Where it stands, or whose it is, so that everybody knows it when it’s lost."
          longest={longestName}
          value={name}
          onChange={setTyped}
        />
      </form>
      {running && <Progress label="Renaming…" />}
      {failure && <FailureNotice failure={failure} />}
      {!running && now?.renaming && <p>{renamingGoesOn(now.renaming.formerName)}</p>}
    </Dialog>
  );
}

function RenamedDialog({ done, onClose }: { done: Renamed; onClose: () => void }): ReactElement {
  const sentences = renamedSentences(done);
  return (
    <Dialog
      title={renamedTitle(done)}
      onClose={onClose}
      actions={
        <Button autoFocus size="large" onPress={onClose}>
          Done
        </Button>
      }
    >
      {sentences.length > 0 && (
        <ul className="bullets">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
