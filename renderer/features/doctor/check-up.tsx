import type { ReactElement } from 'react';
import type { Finding } from '../../../shared/doctor.ts';
import { failureWords } from '../../../shared/wording/failures.ts';
import { findingWords } from '../../../shared/wording/steps.ts';
import { useConnect, useDoctor } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { StatusShape } from '../../ui/status-mark.tsx';
import { checkUpTitle, findingStatusWords } from '../../wording/doctor.ts';

/** What the last check-up found, part by part, in the order in which they depend on one another. */
export function CheckUp(): ReactElement | null {
  const work = useDoctor((state) => state.work);
  const findings = useDoctor((state) => state.findings);
  const connected = useConnect((state) => state.view?.state === 'connected');
  const failure = failureOf(work, 'check');
  if (isRunning(work, 'check'))
    return (
      <section className="section check-up">
        <h2>Checking every part</h2>
        <Progress label="Looking at the keychain, the settings file and the way to Convene" />
      </section>
    );
  if (failure) return <FailureNotice failure={failure} />;
  if (!findings) return null;
  return (
    <section className="section check-up">
      <h2>{checkUpTitle(findings)}</h2>
      <ul className="check-up-list">
        {findings.map((finding) => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
      {connected && findings.some(({ status }) => status === 'bad') && (
        <p className="quiet small">
          If mending one part doesn’t help, disconnect and connect again: it takes about a minute.
        </p>
      )}
    </section>
  );
}

const shapes = { good: 'fresh', bad: 'overdue', 'not-checked': 'never-used' } as const;

function FindingRow({ finding }: { finding: Finding }): ReactElement {
  const { id, status, fact, failure } = finding;
  const words = failure && failureWords(failure);
  return (
    <li>
      <span className={`check-up-${status}`}>
        <StatusShape mark={shapes[status]} />
      </span>
      <span>
        <b>{findingWords(id)}</b> <span className={`check-up-${status}`}>{findingStatusWords(status)}</span>
      </span>
      <span className="quiet">{fact}</span>
      {words && (
        <div className="fix">
          <p>
            <b>{words.title}</b> {words.todo}
          </p>
        </div>
      )}
    </li>
  );
}
