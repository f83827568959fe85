import type { ReactElement } from 'react';
import { clientShortNames } from '../../../shared/clients.ts';
import type { RepairPreview as Preview } from '../../../shared/settings.ts';
import { repairWords } from '../../../shared/wording/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Diff } from '../../ui/diff.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { changedLinesWords } from './settings-words.ts';
import type { Repair } from './use-repair.ts';

/** What would be taken out, in words and as lines; and why it didn't work, if it didn't. */
export function RepairPreview({
  repair: { client, call, run },
  preview,
  onRepaired,
}: {
  repair: Repair;
  preview: Preview;
  onRepaired?: () => void;
}): ReactElement {
  const { failure } = call;
  const quitAndRepair = async (): Promise<void> => {
    if (await run(true)) onRepaired?.();
  };
  return (
    <>
      <p className="text-block">
        We would {repairWords(preview.changes)}, {changedLinesWords(preview.changes)};{' '}
        {clientShortNames[client]} can’t read the file as it is. Everything else stays, and the original is
        kept.
      </p>
      <Diff diff={preview.diff} label="What would change" />
      {failure && (
        <FailureNotice failure={failure} client={client}>
          {failure.code === 'claude-running' && (
            <Button onPress={() => void quitAndRepair()}>Quit Claude and repair it</Button>
          )}
        </FailureNotice>
      )}
    </>
  );
}
