import { useCallback } from 'react';
import { policyOf, termOf } from '../../shared/reminders/policy.ts';
import { useReminders } from './use-stores.ts';

/** After how many days each key of an organization is due; the usual ones until main has said what was chosen. */
export function useTerms(organizationId: string): (keyId: string) => number | undefined {
  const settings = useReminders((state) => state.view?.settings);
  return useCallback(
    (keyId) => settings && termOf(policyOf(settings, organizationId), keyId),
    [settings, organizationId],
  );
}
