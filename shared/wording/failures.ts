import { clientNames, clientShortNames } from '../clients.ts';
import type { Failure } from '../failure.ts';
import type { FailureWords } from './failure-parts.ts';
import { wordsByCode } from './failure-table.ts';

/** The words for a failure. */
export function failureMessage(failure: Failure): FailureWords {
  const client = clientShortNames[failure.client ?? 'claude-desktop'];
  const fullName = clientNames[failure.client ?? 'claude-desktop'];
  return wordsByCode[failure.code]({ failure, client, fullName, file: `${client}’s settings file` });
}
