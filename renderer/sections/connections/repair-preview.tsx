import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { RepairPreview as Preview } from '../../../shared/settings.ts';
import { capitalized } from '../../../shared/wording/numbers.ts';
import { repairWords } from '../../../shared/wording/settings.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { failureOf } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Diff } from '../../ui/diff.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { changedLinesWords } from './settings-words.ts';

/** Repairs what was previewed, and looks at the file anew. Answers whether it was done. */
export function useRepair(client: ClientId): (preview: Preview, quitFirst: boolean) => Promise<boolean> {
  const { connect, settings } = useStores();
  return async ({ diff }, quitFirst) => {
    const done = await settings.repair(client, diff, quitFirst);
    if (done) await connect.loadPreview(client);
    return done;
  };
}

/** What would be taken out, in words and as lines; and why it didn't work, if it didn't. */
export function RepairPreview({
  client,
  preview,
  onRepaired,
}: {
  client: ClientId;
  preview: Preview;
  onRepaired?: () => void;
}): ReactElement {
  const failure = useSettings((state) => failureOf(state.work, 'repair'));
  const repair = useRepair(client);
  const quitAndRepair = async (): Promise<void> => {
    if (await repair(preview, true)) onRepaired?.();
  };
  return (
    <>
      <p className="text-block">
        {capitalized(repairWords(preview.changes))} would go, {changedLinesWords(preview.changes)};{' '}
        {clientShortNames[client]} can’t read that. Everything else stays, and the original is kept.
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
