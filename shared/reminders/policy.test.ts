import { expect, it } from 'vitest';
import { policyOf, usualSettings } from './policy.ts';
import { organizationPolicySchema, reminderPreferencesSchema } from './policy-schema.ts';

it('settings that nobody chose are those that a file without any has', () => {
  expect(usualSettings()).toEqual(reminderPreferencesSchema.parse({}));
});

it('the policy of an organization that chose nothing is that of an empty one in a file', () => {
  expect(policyOf(usualSettings(), 'org_1')).toEqual(organizationPolicySchema.parse({}));
});
