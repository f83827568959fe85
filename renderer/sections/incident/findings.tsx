import type { ReactElement } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import type { ScanFinding } from '../../../shared/scan.ts';
import { counted } from '../../../shared/wording/numbers.ts';
import type { KeyMark } from '../../common/key-mark.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { findingMark, orderFindings } from './finding-order.ts';
import { aliveWords, findingPlace, gitWords, whichKeyWords } from './scan-words.ts';

/** Each place where a key lies: which key it is, whether it works, and what can be done. */
export function Findings(parts: { findings: readonly ScanFinding[]; more: number }): ReactElement | null {
  if (parts.findings.length === 0) return null;
  return (
    <section className="section findings" aria-label="Found">
      <ul>
        {orderFindings(parts.findings).map((finding) => (
          <Finding key={finding.id} finding={finding} />
        ))}
      </ul>
      {parts.more > 0 && (
        <p className="quiet small">And {counted(parts.more, 'more place')}. Settle these, then look again.</p>
      )}
    </section>
  );
}

const marks: Readonly<Record<ReturnType<typeof findingMark>, { mark: KeyMark; words: string }>> = {
  live: { mark: 'overdue', words: 'Works' },
  dead: { mark: 'revoked', words: 'Revoked' },
  unsure: { mark: 'not-recognized', words: 'Not known' },
  settled: { mark: 'fresh', words: 'Settled' },
};

/** Otherwise its ending is all that it is called by. */
const namesKey = ({ key }: ScanFinding): boolean => key.is === 'live' || key.is === 'revoked';

function Finding({ finding }: { finding: ScanFinding }): ReactElement {
  const { mark, words } = marks[findingMark(finding)];
  return (
    <li className={`finding finding-${findingMark(finding)}`}>
      <div>
        <b>{whichKeyWords(finding)}</b>{' '}
        {namesKey(finding) && <span className="quiet">{finding.tokenHint}</span>}
        <p className="path">{findingPlace(finding)}</p>
        <p className="quiet">
          {aliveWords(finding)} {gitWords(finding)}
        </p>
      </div>
      <StatusMark mark={mark}>{words}</StatusMark>
      <FindingActions finding={finding} />
    </li>
  );
}

function FindingActions({ finding }: { finding: ScanFinding }): ReactElement {
  const { scan } = useStores();
  const place = findingPlace(finding);
  const key = useKeys(({ view }) =>
    view.state === 'listed' && finding.key.is === 'live'
      ? view.keys.find(({ id }) => finding.key.is === 'live' && id === finding.key.id)
      : undefined,
  );
  const open = finding.settled === undefined;
  const live = open && finding.key.is === 'live';
  return (
    <div className="finding-actions">
      {open && finding.client && finding.key.is !== 'revoked' && (
        <Button
          look="primary"
          aria-label={`Move to the keychain: ${place}`}
          onPress={() => scan.ask(finding, 'adopt')}
        >
          Move to the keychain…
        </Button>
      )}
      {live && key && !finding.client && <RotateFound of={key} place={place} />}
      {live && (
        <Button aria-label={`Revoke the key at ${place}`} onPress={() => scan.ask(finding, 'revoke')}>
          Revoke…
        </Button>
      )}
      <Button look="quiet" aria-label={`Show in folder: ${place}`} onPress={() => void scan.show(finding.id)}>
        Show in folder
      </Button>
    </div>
  );
}

/** One press replaces what this computer holds; for the others the person has something to do. */
function RotateFound({ of: key, place }: { of: KeyView; place: string }): ReactElement {
  const { rotate } = useStores();
  const { connectionId, name } = key;
  if (connectionId === undefined)
    return (
      <Button aria-label={`Rotate the key at ${place}…`} onPress={() => void rotate.handOver(key)}>
        Rotate…
      </Button>
    );
  return (
    <Button
      aria-label={`Rotate the key at ${place}`}
      onPress={() => void rotate.rotate({ connectionId, keyName: name })}
    >
      Rotate
    </Button>
  );
}
