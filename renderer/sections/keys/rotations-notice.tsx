import type { ReactElement } from 'react';
import type { HandoverView, RotationView } from '../../../shared/rotation.ts';
import { useRotate, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';

/** Rotations that wait, until they are finished or taken back: two keys of one connection may work. */
export function RotationsNotice(): ReactElement | null {
  const rotations = useRotate((state) => state.rotations);
  const rotating = useRotate((state) => state.rotating?.connectionId);
  const waiting = rotations.filter(
    ({ connectionId, phase }) => connectionId !== rotating && phase !== 'running',
  );
  const handing = useRotate((state) => state.handing?.handoverId);
  const handovers = useRotate((state) => state.handovers);
  const handedOver = handovers.filter(({ id }) => id !== handing);
  if (waiting.length + handedOver.length === 0) return null;
  return (
    <section className="notices" aria-label="Keys that are not replaced yet">
      {waiting.map((view) => (
        <WaitingRotation key={view.connectionId} view={view} />
      ))}
      {handedOver.map((view) => (
        <WaitingHandover key={view.id} view={view} />
      ))}
    </section>
  );
}

/** Stays visible for as long as two keys work. */
function WaitingHandover({ view }: { view: HandoverView }): ReactElement {
  const { rotate } = useStores();
  return (
    <div className="fix fix-quiet">
      <p>
        <b>“{view.oldKey.name}” is being replaced, and two keys work.</b>{' '}
        {view.stage === 'placed'
          ? 'The new one is in its place; the old one still has to be revoked.'
          : 'The new one still has to be put in its place.'}
      </p>
      <div className="actions">
        <Button look="primary" onPress={() => void rotate.handOver(view.oldKey)}>
          Go on replacing it
        </Button>
      </div>
    </div>
  );
}

function WaitingRotation({ view }: { view: RotationView }): ReactElement {
  const { rotate } = useStores();
  const key = { connectionId: view.connectionId, keyName: view.oldKey.name };
  return (
    <div className="fix">
      <p>
        <b>“{view.oldKey.name}” is not replaced yet, and two keys may work.</b>{' '}
        {view.canRollBack
          ? 'You can still go back to the old one. Your assistant keeps answering either way.'
          : 'The new key is in use; the old one still has to be revoked.'}
      </p>
      <div className="actions">
        <Button look="primary" onPress={() => void rotate.rotate(key)}>
          Finish replacing it
        </Button>
        {view.canRollBack && <Button onPress={() => void rotate.rollBack(key)}>Put the old key back</Button>}
      </div>
    </div>
  );
}
