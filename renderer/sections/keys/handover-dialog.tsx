import { type ReactElement, useEffect } from 'react';
import type { HandoverView } from '../../../shared/rotation.ts';
import { RevocationDialog } from '../../common/revocation-dialog.tsx';
import type { HandoverDialogState } from '../../store/rotate-store.ts';
import { useKeys, useNow, useRotate, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Step, type StepStatus } from '../../ui/step.tsx';
import { lastUseWords } from './rotate-words.ts';

/** A key that lives elsewhere is replaced: we make the new one, the person puts it in place, then the old one goes. */
export function HandOverDialog(): ReactElement | null {
  const handing = useRotate((state) => state.handing);
  const handovers = useRotate((state) => state.handovers);
  const { rotate } = useStores();
  if (!handing) return null;
  if (handing.revoked)
    return (
      <RevocationDialog
        subject={{ name: handing.oldKeyName, tokenHint: handing.oldTokenHint }}
        call={{
          answer: handing.revoked,
          close: rotate.closeHanding,
          again: () => void rotate.finishHandover(),
        }}
        after={{
          title: `“${handing.oldKeyName}” is replaced.`,
          detail: 'The new key is in its place, and nobody can use the old one any more.',
        }}
      />
    );
  const handover = handovers.find(({ id }) => id === handing.handoverId);
  return <HandOver handing={handing} handover={handover} />;
}

function HandOver({
  handing,
  handover,
}: {
  handing: HandoverDialogState;
  handover: HandoverView | undefined;
}): ReactElement {
  const { rotate } = useStores();
  const { work } = handing;
  const busy = isRunning(work);
  const failure = failureOf(work);
  const placed = handover?.stage === 'placed';
  return (
    <Dialog
      wide
      title={`Replace “${handing.oldKeyName}”`}
      description="This key lives outside this computer’s Companion, so you put the new one in its place. Both work until you say that it is done."
      onClose={busy ? undefined : rotate.closeHanding}
      actions={
        <>
          {handover && (
            <Button look="link" isDisabled={busy} onPress={() => void rotate.cancelHandover()}>
              Keep the old key, revoke the new one
            </Button>
          )}
          <Button autoFocus size="large" isDisabled={busy} onPress={rotate.closeHanding}>
            Later
          </Button>
          {handover && !placed && (
            <Button
              size="large"
              look="primary"
              isPending={isRunning(work, 'placed')}
              onPress={() => void rotate.placed()}
            >
              It’s in place
            </Button>
          )}
          {placed && (
            <Button
              size="large"
              look="danger"
              isPending={isRunning(work, 'finish')}
              onPress={() => void rotate.finishHandover()}
            >
              Revoke the old key
            </Button>
          )}
        </>
      }
    >
      <ol className="dialog-steps">
        <Step
          number={1}
          status={handover?.newKey ? 'done' : isRunning(work, 'make') ? 'working' : 'waiting'}
          title="New key made"
          detail={
            handover?.newKey
              ? `“${handover.newKey.name}”, ending in ${handover.newKey.tokenHint}.`
              : 'Convene makes it. Its name says since when it is the one.'
          }
        />
        <Step
          number={2}
          status={placeStatus(handover)}
          title="New key in its place"
          detail={
            placed
              ? 'You said that it is where the old one was. We have forgotten it.'
              : 'Copy it, and put it where the old one is. Save it in your password manager if you need it again: we forget it after this.'
          }
        >
          {handover?.stage === 'to-place' && (
            <div className="fix fix-quiet">
              <div className="actions">
                <Button isPending={isRunning(work, 'copy')} onPress={() => void rotate.copyNewKey()}>
                  Copy the new key
                </Button>
                {handing.copied && (
                  <span className="quiet small">
                    On the clipboard for a minute, then it is gone from there.
                  </span>
                )}
              </div>
            </div>
          )}
        </Step>
        <Step
          number={3}
          status={placed ? 'working' : 'waiting'}
          title="Old key revoked"
          detail="When the old one isn’t used any more, revoke it. It can’t be brought back."
        >
          {handover && placed && <LastUses handover={handover} />}
        </Step>
      </ol>
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}

function placeStatus(handover: HandoverView | undefined): StepStatus {
  if (handover?.stage === 'placed') return 'done';
  return handover?.stage === 'to-place' ? 'needs-you' : 'waiting';
}

/** Milliseconds between two looks whether the old key is still used, while this dialog is open. */
const lookEveryMs = 15_000;

/** Whether anybody still asks with the old key, and whether the new one has been used. */
function LastUses({ handover }: { handover: HandoverView }): ReactElement {
  const { keys } = useStores();
  const view = useKeys((state) => state.view);
  const now = useNow();
  const list = view.state === 'listed' ? view.keys : [];
  useEffect(() => {
    const looking = setInterval(() => void keys.refresh(), lookEveryMs);
    return () => clearInterval(looking);
  }, [keys]);
  const used = (id: string | undefined): string => {
    const key = list.find((one) => one.id === id);
    return key?.lastUsedAt ? lastUseWords(new Date(key.lastUsedAt), now, key.lastUsedFrom) : 'not used yet';
  };
  return (
    <div className="fix fix-quiet">
      <p>
        The old key, {handover.oldKey.tokenHint}: <b>{used(handover.oldKey.id)}</b>. The new one,{' '}
        {handover.newKey?.tokenHint}: <b>{used(handover.newKey?.id)}</b>.
      </p>
      <div className="actions">
        <Button onPress={() => void keys.refresh()}>Look again</Button>
      </div>
    </div>
  );
}
