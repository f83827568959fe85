import { listed } from './numbers.ts';

/** Words of the report and of the emergency card: on paper, and read by people who weren't there. */

/** Not behind a key, whoever has it. In the words of Convene's advice on leaked keys. */
export const safeFromKeys: readonly string[] = [
  'Your password and your way of signing in',
  'Your Stripe account and billing settings',
  'Everything of other organizations on Convene',
];

/** Whoever has the device may be signed in to Convene's website in its browser: nothing of that list is safe from them. */
export const safeFromKeysOnly =
  'A browser that is signed in to Convene reaches all of this. It is safe once your password is changed.';

/** The first step after a device is lost. Convene's password page isn't in the contract, so no address is named. */
export const passwordFirst =
  'Change your password on Convene first: whoever has the device may be signed in to the website in its browser.';

export const withinReach = (markets: string): string =>
  `The data of ${markets}: applications, bookings, vendors and market dates could be read and changed.`;

export const support = 'hello@convene.markets';

/** Steps for the worst hour, on any computer or phone. */
export const cardSteps = (keysPages: readonly string[]): readonly string[] => [
  'If a device is lost: change your password on Convene. Whoever has it may be signed in to the website in its browser.',
  `Open ${listed(keysPages)} on any computer or phone, and sign in.`,
  'In each of your markets, press Revoke at every key of the lost device, or at the one that leaked. It stops working at once.',
  'Under “Signed-in devices”, press Sign out at the lost device. Until then it can make new keys.',
  'Look at the Audit Log for what the keys did since you last had them.',
  `Write to ${support}. They can look at the Audit Log with you.`,
  'Then make a new key for each place that still needs one.',
];
