import type { ReactElement } from 'react';
import type { RevokeOutcome } from '../../../shared/keys/key-view.ts';
import type { ScanFinding } from '../../../shared/scan.ts';
import { formatExactTime, fullDayText } from '../../../shared/wording/dates.ts';
import { proofLines } from '../../common/keys-words.ts';
import { useStores } from '../../store/use-stores.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProofTicket } from '../../ui/proof-slip.tsx';
import { findingPlace, whichKeyWords } from './scan-words.ts';

/** What became of a key that was found. Only Convene's word is called "revoked". */
export function FoundRevokedDialog(parts: { finding: ScanFinding; outcome: RevokeOutcome }): ReactElement {
  const { scan } = useStores();
  const { finding, outcome } = parts;
  const name = whichKeyWords(finding);
  if (outcome.result === 'revoked')
    return (
      <Dialog
        proof
        title={`“${name}” is revoked.`}
        description={`Nobody can use it any more. Take it out of ${findingPlace(finding)} when you like.${finding.inGitRepository ? ' If it was ever committed, the repository’s history keeps it, but it opens nothing now.' : ''}`}
        onClose={scan.close}
        actions={
          <Button autoFocus size="large" look="primary" onPress={scan.close}>
            Done
          </Button>
        }
      >
        <ProofTicket
          heading="Proof"
          aside={fullDayText(new Date(outcome.proof.revokedAt))}
          lines={proofLines(finding, outcome.proof)}
        />
      </Dialog>
    );
  const stillWorks = outcome.result === 'still-accepted';
  return (
    <Dialog
      alert
      title={stillWorks ? 'Convene says revoked, but the key still works.' : 'Not revoked yet.'}
      description={
        stillWorks
          ? `We tried the key at ${formatExactTime(new Date(outcome.testedAt))}, and Convene accepted it.`
          : 'Convene gave no answer. It may have been revoked, or not.'
      }
      onClose={scan.close}
      actions={
        <>
          <Button size="large" onPress={scan.close}>
            Close
          </Button>
          <Button autoFocus size="large" look="alarm" onPress={() => void scan.confirm()}>
            Try now
          </Button>
        </>
      }
    >
      <Alarm title={`${stillWorks ? 'Still works' : 'Not confirmed'}: ${name}`}>
        <p>
          <b>Treat this key as live.</b> We keep trying.
        </p>
      </Alarm>
    </Dialog>
  );
}
