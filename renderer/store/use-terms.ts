import { useCallback } from 'react';
import { policyOf, termOf } from '../../shared/reminders/policy.ts';
import { useViewValue } from '../data/companion.tsx';

/** After how many days each key of an organization is due; the usual ones until main has said what was chosen. */
export function useTerms(organizationId: string): (keyId: string) => number | undefined {
  const settings = useViewValue('reminders')?.settings;
  return useCallback(
    (keyId) => settings && termOf(policyOf(settings, organizationId), keyId),
    [settings, organizationId],
  );
}
