import type { Companion } from '../core/companion.ts';
import { policyOf, termOf } from '../shared/reminders/policy.ts';

/** After how many days each key of an organization is due, as was chosen in the window. */
export async function keyTerms(
  { reminders }: Companion,
  organizationId: string,
): Promise<(keyId: string) => number> {
  // Reads what was chosen; nobody is told of anything by that. Where it can't be read, the usual terms hold.
  await reminders.check();
  const policy = policyOf(reminders.view().settings, organizationId);
  return (keyId) => termOf(policy, keyId);
}
