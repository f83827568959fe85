import type { Companion } from '../core/companion.ts';
import type { Failure } from '../shared/failure.ts';
import { policyOf, termOf, usualSettings } from '../shared/reminders/policy.ts';

/** After how many days each key of an organization is due. */
export interface KeyTerms {
  of(keyId: string): number;
  /** Why it isn't known what was chosen in the window: these are the usual terms, and a shorter one may hold. */
  readonly unread?: Failure;
}

export async function keyTerms({ reminders }: Companion, organizationId: string): Promise<KeyTerms> {
  const chosen = await reminders.chosen();
  const policy = policyOf(chosen.ok ? chosen.value : usualSettings(), organizationId);
  return { of: (keyId) => termOf(policy, keyId), ...(chosen.ok ? {} : { unread: chosen.error }) };
}
