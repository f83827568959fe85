/** What an organization and a person choose about reminders: rules. Apart from `policy-schema.ts`, so that the page needs no zod. */
import { defaultTermDays } from '../keys/key-age.ts';
import type { OrganizationPolicy, ReminderPreferences } from './policy-schema.ts';

/** Days: the most that Convene advises. Beyond them the window argues, and lets people. */
export const advisedTermDays = 180;

/** As `reminderPreferencesSchema` fills in what nobody chose. */
export const usualSettings = (): ReminderPreferences => ({
  notifications: true,
  quietHours: { from: '20:00', until: '08:00' },
  pausedUntil: null,
  organizations: {},
});

/** As `organizationPolicySchema` fills in what nobody chose. */
const usualPolicy: OrganizationPolicy = {
  termDays: defaultTermDays,
  keyTermDays: {},
  marketDays: [],
  weeklyMarkets: null,
};

export const policyOf = (settings: ReminderPreferences, organizationId: string): OrganizationPolicy =>
  settings.organizations[organizationId] ?? usualPolicy;

/** Days after which one key is due. */
export const termOf = ({ termDays, keyTermDays }: OrganizationPolicy, keyId: string): number =>
  keyTermDays[keyId] ?? termDays;

/** The settings with another policy for one organization. */
export const withPolicy = (
  settings: ReminderPreferences,
  organizationId: string,
  chosen: Partial<OrganizationPolicy>,
): ReminderPreferences => ({
  ...settings,
  organizations: {
    ...settings.organizations,
    [organizationId]: { ...policyOf(settings, organizationId), ...chosen },
  },
});

/** The settings with a term of one key; without days it has the organization's again. */
export function withKeyTerm(
  settings: ReminderPreferences,
  organizationId: string,
  keyId: string,
  days: number | undefined,
): ReminderPreferences {
  const { [keyId]: _before, ...others } = policyOf(settings, organizationId).keyTermDays;
  const keyTermDays = days === undefined ? others : { ...others, [keyId]: days };
  return withPolicy(settings, organizationId, { keyTermDays });
}
