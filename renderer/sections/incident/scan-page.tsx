import { type ReactElement, useEffect } from 'react';
import { useScan, useStores } from '../../store/use-stores.ts';
import { failureOf } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { ChoosePlaces } from './choose-places.tsx';
import { SettleDialog } from './finding-dialog.tsx';
import { Findings } from './findings.tsx';
import { Looking } from './looking.tsx';
import { ScanTotals } from './scan-totals.tsx';
import { endedWords } from './scan-words.ts';

/** Looking for keys in files of this computer: where, the look itself, and what it found. */
export function ScanPage(): ReactElement {
  const { scan } = useStores();
  const view = useScan((state) => state.view);
  const failure = useScan((state) => failureOf(state.work));
  useEffect(() => {
    void scan.loadPlaces();
  }, [scan]);
  return (
    <>
      {view.state === 'idle' && (
        <PageHead title="Are keys lying around on this computer?" tools={<Back />}>
          <p>
            We look through the places you agree to for Convene keys. Everything stays on this computer;
            nothing is sent, and no key is shown or kept.
          </p>
        </PageHead>
      )}
      {view.state === 'looking' && <PageHead title="Looking for keys." tools={<Back />} />}
      {view.state === 'ended' && (
        <PageHead
          title={endedWords(view).title}
          tools={
            <>
              <Back />
              <Button onPress={scan.startOver}>Look elsewhere</Button>
            </>
          }
        >
          <p>{endedWords(view).detail}</p>
        </PageHead>
      )}
      {failure && (
        <div className="incident-notice">
          <FailureNotice failure={failure} />
        </div>
      )}
      {view.state === 'idle' && (
        <div>
          <ChoosePlaces />
        </div>
      )}
      {view.state === 'looking' && <Looking view={view} />}
      {view.state === 'ended' && (
        <>
          <Findings findings={view.findings} more={view.moreFindings} />
          <ScanTotals view={view} />
        </>
      )}
      <SettleDialog />
    </>
  );
}

function Back(): ReactElement {
  const { incident } = useStores();
  return (
    <Button look="quiet" onPress={incident.toDoors}>
      Back
    </Button>
  );
}
