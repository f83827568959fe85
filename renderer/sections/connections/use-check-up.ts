import { useState } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { Finding } from '../../../shared/doctor.ts';
import { type CallState, useCall } from '../../data/companion.tsx';

/** The check-up of one client on one page: what it found last, and how it is asked for and its first bad finding fixed. */
export interface CheckUpState {
  readonly client: ClientId;
  readonly findings: readonly Finding[] | undefined;
  readonly check: CallState<'doctor.check'>;
  readonly fix: CallState<'doctor.fix'>;
}

const says = (findings: readonly Finding[]): string =>
  findings.some(({ status }) => status === 'bad')
    ? 'The check-up found something to fix.'
    : 'The check-up found nothing wrong.';

export function useCheckUp(client: ClientId): CheckUpState {
  const [findings, setFindings] = useState<readonly Finding[]>();
  const check = useCall('doctor.check', { says });
  const fix = useCall('doctor.fix', { says });
  const shown =
    <Name extends 'doctor.check' | 'doctor.fix'>(call: CallState<Name>): CallState<Name>['run'] =>
    async (...input) => {
      const answer = await call.run(...input);
      if (answer.ok) setFindings(answer.value);
      return answer;
    };
  return {
    client,
    findings,
    check: { ...check, run: shown(check) },
    fix: { ...fix, run: shown(fix) },
  };
}
