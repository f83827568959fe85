import type { Rotated } from '../../../shared/rotation.ts';
import { formatExactTime, formatMoment } from '../../../shared/wording/dates.ts';
import { counted } from '../../../shared/wording/numbers.ts';
import { rotateStepWords } from '../../../shared/wording/rotation.ts';
import type { SlipLine } from '../../ui/proof-slip.tsx';

/** `still used 2 minutes ago, from 203.0.113.5`; with the day where it is longer ago than an hour. */
export function lastUseWords(at: Date, now: Date, from: string | undefined): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000));
  const where = from ? `, from ${from}` : '';
  if (minutes < 1) return `still used just now${where}`;
  if (minutes < 60) return `still used ${counted(minutes, 'minute')} ago${where}`;
  return `last used ${formatMoment(at, now)}${where}`;
}

/** Each step with its time, then what was tried last. */
export function rotatedLines({ steps, proof, oldTokenHint }: Rotated): SlipLine[] {
  const time = (at: string): string => formatExactTime(new Date(at));
  const lines = steps
    .filter(({ id }) => id !== 'old-revoked' && id !== 'name-kept')
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
