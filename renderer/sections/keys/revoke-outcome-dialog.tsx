import type { ReactElement } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import type { KeyView, Proof } from '../../../shared/keys/key-view.ts';
import { formatExactTime, fullDayText } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { proofLines, untestedWords } from '../../common/keys-words.ts';
import type { Revoking, StillAccepted } from '../../store/keys-store.ts';
import { useStores } from '../../store/use-stores.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProofTicket } from '../../ui/proof-slip.tsx';

type Ended = Extract<Revoking, { stage: 'settled' | 'failed' }>;

/** What became of it. Only the server's word, with its time, is ever called "revoked". */
export function RevokeOutcomeDialog(parts: {
  revoking: Ended;
  market: string;
  onClose: () => void;
}): ReactElement {
  const { revoking, market, onClose } = parts;
  const { key } = revoking;
  if (revoking.stage === 'failed') return <Refused of={key} failure={revoking.failure} onClose={onClose} />;
  const { outcome } = revoking;
  switch (outcome.result) {
    case 'revoked':
      return <Proven of={key} proof={outcome.proof} market={market} onClose={onClose} />;
    case 'not-confirmed':
      return <NotConfirmed of={key} failure={outcome.failure} onClose={onClose} />;
    case 'still-accepted':
      return <StillWorks of={key} outcome={outcome} onClose={onClose} />;
  }
}

const Proven = (parts: { of: KeyView; proof: Proof; market: string; onClose: () => void }): ReactElement => (
  <Dialog
    proof
    title={`“${parts.of.name}” is revoked.`}
    description={
      parts.proof.kind === 'refused'
        ? 'Nobody can use it any more. We tried it ourselves to be sure.'
        : `Nobody can use it any more. ${untestedWords}`
    }
    onClose={parts.onClose}
    actions={
      <Button autoFocus size="large" look="primary" onPress={parts.onClose}>
        Done
      </Button>
    }
  >
    <ProofTicket
      heading="Proof"
      aside={`${fullDayText(new Date(parts.proof.revokedAt))}, ${parts.market}`}
      lines={proofLines(parts.of, parts.proof)}
    />
  </Dialog>
);

function NotConfirmed(parts: { of: KeyView; failure: Failure; onClose: () => void }): ReactElement {
  return (
    <Dialog
      alert
      title="Not revoked yet."
      description={`${whyNoAnswer(parts.failure)} It may have been revoked, or not.`}
      onClose={parts.onClose}
      actions={<AskAgain onClose={parts.onClose} />}
    >
      <Alarm title={`Not confirmed: ${parts.of.name}`}>
        <p>
          <b>Treat this key as live.</b> We keep trying.
        </p>
      </Alarm>
    </Dialog>
  );
}

const whyNoAnswer = ({ code }: Failure): string =>
  code === 'offline' || code === 'timed-out'
    ? 'The connection dropped before Convene answered.'
    : 'Convene gave no clear answer.';

const StillWorks = (parts: { of: KeyView; outcome: StillAccepted; onClose: () => void }): ReactElement => (
  <Dialog
    alert
    title="Convene says revoked, but the key still works."
    description={`We tried the old key at ${formatExactTime(new Date(parts.outcome.testedAt))}, and Convene accepted it.`}
    onClose={parts.onClose}
    actions={<AskAgain onClose={parts.onClose} />}
  >
    <Alarm title={`Still works: ${parts.of.name}`}>
      <p>
        <b>Treat this key as live.</b> Try once more; if it stays, write to hello@convene.markets with the
        key’s ending, {parts.of.tokenHint}.
      </p>
    </Alarm>
  </Dialog>
);

function AskAgain({ onClose }: { onClose: () => void }): ReactElement {
  const { keys } = useStores();
  return (
    <>
      <Button size="large" onPress={onClose}>
        Close
      </Button>
      <Button size="large" onPress={() => void keys.openKeysPage()}>
        <Icon name="out" />
        Revoke on the web
      </Button>
      <Button autoFocus size="large" look="alarm" onPress={() => void keys.revoke()}>
        Try now
      </Button>
    </>
  );
}

/** Convene said no: nothing happened, so there is nothing to be unsure about. */
function Refused(parts: { of: KeyView; failure: Failure; onClose: () => void }): ReactElement {
  const { keys } = useStores();
  const { title, todo } = failureMessage(parts.failure);
  return (
    <Dialog
      alert
      title={`“${parts.of.name}” is not revoked.`}
      description={`${title} ${todo} The key works as before.`}
      onClose={parts.onClose}
      actions={
        <>
          <Button autoFocus size="large" onPress={parts.onClose}>
            Close
          </Button>
          <Button size="large" look="danger" onPress={() => void keys.revoke()}>
            Try again
          </Button>
        </>
      }
    />
  );
}
