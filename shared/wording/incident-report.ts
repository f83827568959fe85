/** Words of the report and of the emergency card: on paper, and read by people who weren't there. */

/** Not behind a key, whoever has it. In the words of Convene's advice on leaked keys. */
export const safeFromKeys: readonly string[] = [
  'Your password and your way of signing in',
  'Your Stripe account and billing settings',
  'Everything of other organizations on Convene',
];

export const withinReach = (organizationName: string): string =>
  `The data of ${organizationName}: applications, bookings, vendors and market dates could be read and changed.`;

export const support = 'hello@convene.markets';

/** Steps for the worst hour, on any computer or phone. */
export const cardSteps = (keysPage: string): readonly string[] => [
  `Open ${keysPage} on any computer or phone, and sign in.`,
  'Find each key of the lost device by its name, or the leaked one by its last four letters.',
  'Press Revoke. The key stops working at once.',
  'Change your password if the device was signed in to the website.',
  'Look at the Audit Log for what the key did since you last had it.',
  `Write to ${support}. They can look at the Audit Log with you.`,
  'Then make a new key for each place that still needs one.',
];
