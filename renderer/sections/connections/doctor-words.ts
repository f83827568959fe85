import type { Finding } from '../../../shared/doctor.ts';
import { capitalized, counted } from '../../../shared/wording/numbers.ts';

const statuses: Readonly<Record<Finding['status'], string>> = {
  good: 'in order',
  bad: 'needs fixing',
  'not-checked': 'not checked',
};
export const findingStatusWords = (status: Finding['status']): string => statuses[status];

/** The check-up's answer in a sentence. */
export function checkUpTitle(findings: readonly Finding[]): string {
  const bad = findings.filter(({ status }) => status === 'bad').length;
  if (bad > 0) return `${capitalized(counted(bad, 'part'))} ${bad === 1 ? 'needs' : 'need'} fixing.`;
  return findings.some(({ status }) => status === 'not-checked')
    ? 'What we could check is in order.'
    : 'Every part is in order.';
}
