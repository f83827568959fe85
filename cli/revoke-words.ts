import type { RevokeOutcome } from '../shared/keys/key-view.ts';
import { formatExactTime, relativeDayText } from '../shared/wording/dates.ts';
import { failureLines } from './words.ts';

/** What came of a revocation, and what proves it. "Not confirmed" is never said as "revoked". */
export function outcomeLines(outcome: RevokeOutcome, now: Date): string[] {
  const moment = (at: string): string =>
    `${relativeDayText(new Date(at), now)}, ${formatExactTime(new Date(at))}`;
  switch (outcome.result) {
    case 'revoked':
      return [
        `Revoked ${moment(outcome.proof.revokedAt)}.`,
        outcome.proof.kind === 'refused'
          ? `We tried the old key once more: Convene refused it ${moment(outcome.proof.testedAt)}.`
          : 'Convene confirmed it. We hold no copy, so we couldn’t test it.',
      ];
    case 'not-confirmed':
      return [
        'Not revoked yet. Treat this key as live.',
        ...failureLines(outcome.failure),
        'Run keys revoke again; keys list asks Convene again too.',
      ];
    case 'still-accepted':
      return [
        `Convene says revoked ${moment(outcome.revokedAt)}, but the key still worked ${moment(outcome.testedAt)}.`,
        'Treat this key as live. Try once more; if it stays, write to hello@convene.markets.',
      ];
  }
}
