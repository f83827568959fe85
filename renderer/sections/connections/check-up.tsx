import type { ReactElement } from 'react';
import { clientShortNames } from '../../../shared/clients.ts';
import type { Finding } from '../../../shared/doctor.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { isAutomatic } from '../../../shared/wording/fixes.ts';
import { findingWords } from '../../../shared/wording/steps.ts';
import { useConnect } from '../../store/use-stores.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { StatusShape } from '../../ui/status-mark.tsx';
import { checkUpTitle, findingStatusWords } from './doctor-words.ts';
import { FixButton } from './fix-button.tsx';
import type { CheckUpState } from './use-check-up.ts';

/** What the last check-up found, part by part, in the order in which they depend on one another. */
export function CheckUp({ checkUp }: { checkUp: CheckUpState }): ReactElement | null {
  const { client, findings, check } = checkUp;
  const connected = useConnect((state) => state.view?.state === 'connected');
  if (check.running)
    return (
      <section className="section check-up">
        <h2>Checking every part</h2>
        <Progress label="Looking at the keychain, the settings file and the way to Convene" />
      </section>
    );
  if (check.failure) return <FailureNotice failure={check.failure} client={client} />;
  if (!findings) return null;
  const firstBad = findings.find(({ status }) => status === 'bad');
  return (
    <section className="section check-up">
      <h2>{connected && firstBad ? 'What the check-up found' : checkUpTitle(findings)}</h2>
      <ul className="check-up-list">
        {findings.map((finding) => (
          <FindingRow key={finding.id} checkUp={checkUp} finding={finding} isFirst={finding === firstBad} />
        ))}
      </ul>
      {connected && firstBad && (
        <p className="quiet small">
          Fix the first part first: what comes after it may depend on it. If nothing helps, disconnect{' '}
          {clientShortNames[client]} and connect it again; that takes about a minute.
        </p>
      )}
    </section>
  );
}

const shapes = { good: 'fresh', bad: 'overdue', 'not-checked': 'never-used' } as const;

/**
 * What one press fixes is offered for the first bad finding only: later ones may be bad just because of it, and the
 * press fixes the first.
 */
function FindingRow({
  checkUp,
  finding,
  isFirst,
}: {
  checkUp: CheckUpState;
  finding: Finding;
  isFirst: boolean;
}): ReactElement {
  const { id, client, status, fact, failure } = finding;
  const fixFailure = isFirst ? checkUp.fix.failure : undefined;
  const words = failure && failureMessage({ client, ...failure });
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
          {finding.fix && (isFirst || !isAutomatic(finding.fix)) && (
            <div className="actions">
              <FixButton checkUp={checkUp} fix={finding.fix} isFirst={isFirst} />
            </div>
          )}
          {fixFailure && <FailureNotice failure={fixFailure} client={client} />}
        </div>
      )}
    </li>
  );
}
