import type { ReactElement } from 'react';
import type { ScanView } from '../../../shared/scan.ts';
import { useScan, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { Findings } from './findings.tsx';
import { placesDoneWords, tallyWords } from './scan-words.ts';

/** The look under way: how much was read, and what was found until now. */
export function Looking({ view }: { view: Extract<ScanView, { state: 'looking' }> }): ReactElement {
  const { scan } = useStores();
  const stopping = useScan((state) => isRunning(state.work, 'cancel'));
  return (
    <>
      <div className="looking">
        <Progress label="Looking through the places you chose" />
        <p>
          <b className="exact">{placesDoneWords(view)}</b>, {tallyWords(view)} looked through
        </p>
        <Button autoFocus isPending={stopping} onPress={() => void scan.cancel()}>
          {stopping ? 'Stopping…' : 'Stop'}
        </Button>
      </div>
      {view.findings.length > 0 && <Findings findings={view.findings} more={view.moreFindings} />}
    </>
  );
}
