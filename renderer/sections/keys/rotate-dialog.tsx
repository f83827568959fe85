import type { ReactElement } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import type { Rotated, RotateStep, RotationView } from '../../../shared/rotation.ts';
import { formatExactTime, fullDayText } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { counted } from '../../../shared/wording/numbers.ts';
import { rotateStepWords } from '../../../shared/wording/rotation.ts';
import type { KeyToRotate, Rotating } from '../../store/rotate-store.ts';
import { useRotate, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofTicket } from '../../ui/proof-slip.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { Step } from '../../ui/step.tsx';
import { rotatedLines } from './rotate-words.ts';

/** A key is replaced: its steps as they are proven, then the proof that the old one is gone. */
export function RotateDialog({ market }: { market: string }): ReactElement | null {
  const rotating = useRotate((state) => state.rotating);
  const rotations = useRotate((state) => state.rotations);
  if (!rotating) return null;
  const view = rotations.find(({ connectionId }) => connectionId === rotating.connectionId);
  switch (rotating.stage) {
    case 'working':
    case 'going-back':
      return <Working rotating={rotating} view={view} />;
    case 'done':
      return <Done rotated={rotating.rotated} market={market} />;
    case 'stopped':
      return <Stopped rotating={rotating} failure={rotating.failure} view={view} />;
  }
}

function Working({ rotating, view }: { rotating: Rotating; view: RotationView | undefined }): ReactElement {
  const waiting = useRotate((state) => state.waiting.length);
  const back = rotating.stage === 'going-back';
  return (
    <Dialog
      title={back ? 'Putting the old key back.' : `Replacing “${rotating.keyName}”.`}
      description={
        back
          ? 'The old key comes back into use, and the new one is revoked.'
          : `It keeps working until the new one is proven.${waiting > 0 ? ` ${counted(waiting, 'more key')} after it.` : ''}`
      }
      onClose={undefined}
    >
      {view && !back ? <Steps steps={view.steps} /> : <Progress label={back ? 'Going back' : 'Beginning'} />}
    </Dialog>
  );
}

const Steps = ({ steps }: { steps: readonly RotateStep[] }): ReactElement => (
  <ol className="dialog-steps">
    {steps.map((step, index) => (
      <Step
        key={step.id}
        number={index + 1}
        status={step.status}
        {...rotateStepWords(step)}
        when={
          step.at && step.status === 'done' ? (
            <span className="exact">{formatExactTime(new Date(step.at))}</span>
          ) : undefined
        }
      />
    ))}
  </ol>
);

function Done({ rotated, market }: { rotated: Rotated; market: string }): ReactElement {
  const { rotate } = useStores();
  return (
    <Dialog
      proof
      title={`“${rotated.oldKeyName}” is replaced.`}
      description={
        rotated.proof.kind === 'refused'
          ? 'Your new key works, so the old one is gone. We tried it once more, and Convene refused it.'
          : 'Your new key works, so the old one is gone. Convene confirmed it.'
      }
      onClose={rotate.close}
      actions={
        <Button autoFocus size="large" look="primary" onPress={rotate.close}>
          Done
        </Button>
      }
    >
      <ProofTicket
        heading="Proof"
        aside={`${fullDayText(new Date(rotated.proof.revokedAt))}, ${market}`}
        lines={rotatedLines(rotated)}
      />
    </Dialog>
  );
}

/** Nothing stopped working: either the old key is in use, or the new one is. */
function Stopped({
  rotating,
  failure,
  view,
}: {
  rotating: KeyToRotate;
  failure: Failure;
  view: RotationView | undefined;
}): ReactElement {
  const { rotate } = useStores();
  const { title, todo } = failureMessage(failure);
  return (
    <Dialog
      alert
      title={view ? `“${rotating.keyName}” is not replaced yet.` : `“${rotating.keyName}” stays as it is.`}
      description={`${title} ${todo} ${inUseWords(view)}`}
      onClose={rotate.close}
      actions={
        <>
          <Button autoFocus size="large" onPress={rotate.close}>
            {view ? 'Later' : 'Close'}
          </Button>
          {view?.canRollBack && (
            <Button size="large" onPress={() => void rotate.rollBack(rotating)}>
              Put the old key back
            </Button>
          )}
          <Button size="large" look="primary" onPress={() => void rotate.rotate(rotating)}>
            Try again
          </Button>
        </>
      }
    >
      {view && <Steps steps={view.steps} />}
    </Dialog>
  );
}

function inUseWords(view: RotationView | undefined): string {
  if (!view) return 'Nothing was changed.';
  return view.canRollBack
    ? 'Your assistant keeps answering. We finish this at the next start, or when you press “Try again”.'
    : 'The new key is in use. Treat the old one as live until this is finished.';
}
