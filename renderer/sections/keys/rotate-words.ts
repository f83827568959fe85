import type { Rotated, RotateStep } from '../../../shared/rotation.ts';
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
  const before = steps.filter(({ id }) => id !== 'old-revoked' && id !== 'name-kept');
  const { revokedAt, testedAt } = timesAfter(before, steps, proof);
  return [
    ...before.map((step) => ({ time: timeOf(step.at), words: rotateStepWords(step).detail })),
    { time: timeOf(revokedAt), words: `Convene revoked the old key, ${oldTokenHint}.` },
    proof.kind === 'refused'
      ? { time: timeOf(testedAt), words: 'We tried the old key once more. Convene refused it.' }
      : { time: '', words: 'Convene confirmed it. We hold no copy, so we couldn’t test it.' },
  ];
}

const timeOf = (at: string | undefined): string => (at === undefined ? '' : formatExactTime(new Date(at)));

/**
 * The steps have this computer's time, the revocation and the test Convene's. Where its clock is behind, they would seem to
 * come before the steps that they came after: then the time of this computer at their end stands for both.
 */
function timesAfter(
  before: readonly RotateStep[],
  steps: readonly RotateStep[],
  proof: Rotated['proof'],
): { revokedAt: string | undefined; testedAt: string | undefined } {
  const { revokedAt } = proof;
  const testedAt = proof.kind === 'refused' ? proof.testedAt : undefined;
  const isBehind = before.some(({ at }) => at !== undefined && Date.parse(revokedAt) < Date.parse(at));
  const ended = steps.find(({ id }) => id === 'old-revoked')?.at;
  return isBehind ? { revokedAt: ended, testedAt: ended } : { revokedAt, testedAt };
}
