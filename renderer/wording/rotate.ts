import type { Rotated } from '../../shared/rotation.ts';
import { exactTimeText } from '../../shared/wording/moments.ts';
import { rotateStepWords } from '../../shared/wording/rotation.ts';
import type { SlipLine } from '../ui/proof-slip.tsx';

/** Each step with its time, then what was tried last. */
export function rotatedLines({ steps, proof, oldTokenHint }: Rotated): SlipLine[] {
  const time = (at: string): string => exactTimeText(new Date(at));
  const lines = steps
    .filter(({ id }) => id !== 'old-revoked')
    .map((step) => ({ time: step.at ? time(step.at) : '', words: rotateStepWords(step).detail }));
  const revoked = { time: time(proof.revokedAt), words: `Convene revoked the old key, ${oldTokenHint}.` };
  return proof.kind === 'refused'
    ? [
        ...lines,
        revoked,
        { time: time(proof.testedAt), words: 'We tried the old key once more. Convene refused it.' },
      ]
    : [
        ...lines,
        revoked,
        { time: '', words: 'Convene confirmed it. We hold no copy, so we couldn’t test it.' },
      ];
}
