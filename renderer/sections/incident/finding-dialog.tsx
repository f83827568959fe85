import type { ReactElement } from 'react';
import { clientNames } from '../../../shared/clients.ts';
import { failed } from '../../../shared/result.ts';
import type { ScanFinding } from '../../../shared/scan.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { revocationTrouble } from '../../../shared/wording/revocation.ts';
import { RevocationDialog } from '../../common/revocation-dialog.tsx';
import { useScan, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { AdoptedDialog } from './adoption-dialog.tsx';
import { findingPlace, whichKeyWords } from './scan-words.ts';

/** The question about one finding, and what came of it. */
export function SettleDialog(): ReactElement | null {
  const { scan } = useStores();
  const settling = useScan((state) => state.settling);
  if (!settling) return null;
  const { finding } = settling;
  if (settling.stage === 'settled')
    return settling.what === 'revoke' ? (
      <RevocationDialog
        subject={{ name: whichKeyWords(finding), tokenHint: finding.tokenHint }}
        call={{ answer: settling.answer, close: scan.close, again: () => void scan.confirm() }}
        after={{ detail: takeOutWords(finding) }}
      />
    ) : (
      <AdoptedDialog adopted={settling.adopted} />
    );
  // The text is gone already: what is open still is asked for by itself, and from the list of keys.
  if (settling.stage === 'failed' && revocationTrouble(settling.failure))
    return (
      <RevocationDialog
        subject={{ name: whichKeyWords(finding), tokenHint: finding.tokenHint }}
        call={{ answer: failed(settling.failure), close: scan.close }}
      />
    );
  if (settling.stage === 'failed') {
    const { title, todo } = failureMessage(
      finding.client ? { client: finding.client.client, ...settling.failure } : settling.failure,
    );
    return (
      <Dialog
        alert
        title={title}
        description={`${todo} The key is as it was.`}
        onClose={scan.close}
        actions={
          <>
            <Button autoFocus size="large" onPress={scan.close}>
              Close
            </Button>
            <Button size="large" onPress={() => void scan.confirm()}>
              Try again
            </Button>
          </>
        }
      />
    );
  }
  const busy = settling.stage === 'working';
  const words = settling.what === 'revoke' ? revokeQuestion(finding) : adoptQuestion(finding);
  return (
    <Dialog
      alert
      title={words.title}
      description={words.description}
      onClose={busy ? undefined : scan.close}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={scan.close}>
            Not now
          </Button>
          <Button
            size="large"
            look={settling.what === 'revoke' ? 'danger' : 'primary'}
            isPending={busy}
            onPress={() => void scan.confirm()}
          >
            {words.yes}
          </Button>
        </>
      }
    >
      {settling.what === 'adopt' && (
        <ol className="adopt-steps">
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {busy && <Progress label={words.busy} />}
    </Dialog>
  );
}

const takeOutWords = (finding: ScanFinding): string =>
  `Nobody can use it any more. Take it out of ${findingPlace(finding)} when you like.${finding.inGitRepository ? ' If it was ever committed, the repository’s history keeps it, but it opens nothing now.' : ''}`;

interface Question {
  readonly title: string;
  readonly description: string;
  readonly yes: string;
  readonly steps: readonly string[];
  readonly busy: string;
}

const revokeQuestion = (finding: ScanFinding): Question => ({
  title: `Revoke “${whichKeyWords(finding)}”?`,
  description: `It stops working at once and can’t be brought back. Whatever uses it needs a new key. The text stays in ${findingPlace(finding)}; take it out there.`,
  yes: 'Revoke this key',
  steps: [],
  busy: 'Asking Convene to revoke it, then trying it once more',
});

function adoptQuestion(finding: ScanFinding): Question {
  const name = finding.client ? clientNames[finding.client.client] : 'the program';
  const entry = finding.client ? `“${finding.client.entryName}”` : 'the entry';
  return {
    title: `Move ${name}’s key to the keychain?`,
    description: `A key stands in clear text in ${name}’s settings, in ${entry}. We replace it by one that only this computer’s keychain holds.`,
    yes: 'Move it',
    steps: [
      `Connect ${name} with a new key, and see it work`,
      `Remove ${entry} with the old key from its settings; a copy stays for undoing`,
      'Revoke the old key',
    ],
    busy: `Connecting ${name} with a new key`,
  };
}
