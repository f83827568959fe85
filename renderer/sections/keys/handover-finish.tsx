import type { ReactElement } from 'react';
import type { RevokeOutcome } from '../../../shared/keys/key-view.ts';
import { formatExactTime, fullDayText } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import type { HandoverDialogState } from '../../store/rotate-store.ts';
import { useStores } from '../../store/use-stores.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofTicket } from '../../ui/proof-slip.tsx';

/** What became of the old key. Only the server's word is called "revoked". */
export function HandedOver({
  handing,
  outcome,
}: {
  handing: HandoverDialogState;
  outcome: RevokeOutcome;
}): ReactElement {
  const { rotate } = useStores();
  if (outcome.result === 'revoked')
    return (
      <Dialog
        proof
        title={`“${handing.oldKeyName}” is replaced.`}
        description="The new key is in its place, and nobody can use the old one any more."
        onClose={rotate.closeHanding}
        actions={
          <Button autoFocus size="large" look="primary" onPress={rotate.closeHanding}>
            Done
          </Button>
        }
      >
        <ProofTicket
          heading="Proof"
          aside={fullDayText(new Date(outcome.proof.revokedAt))}
          lines={[
            {
              time: formatExactTime(new Date(outcome.proof.revokedAt)),
              words: 'Convene revoked the old key. We hold no copy, so we couldn’t test it.',
            },
          ]}
        />
      </Dialog>
    );
  const why = outcome.result === 'not-confirmed' ? failureMessage(outcome.failure) : undefined;
  return (
    <Dialog
      alert
      title="Not revoked yet."
      description={why ? `${why.title} ${why.todo}` : 'Convene says revoked, but the key still works.'}
      onClose={rotate.closeHanding}
      actions={
        <>
          <Button size="large" onPress={rotate.closeHanding}>
            Close
          </Button>
          <Button autoFocus size="large" look="alarm" onPress={() => void rotate.finishHandover()}>
            Try now
          </Button>
        </>
      }
    >
      <Alarm title={`Not confirmed: ${handing.oldKeyName}`}>
        <p>
          <b>Treat this key as live.</b> We keep trying.
        </p>
      </Alarm>
    </Dialog>
  );
}
