const usualTerms = [30, 60, 90, 120, 180, 365] as const;

/** The days to choose from, with what is chosen among them. */
export const termChoices = (chosen: number): string[] =>
  [...new Set<number>([...usualTerms, chosen])].sort((one, other) => one - other).map(String);

export const termWords = (days: string): string => (days === '90' ? '90 days, as usual' : `${days} days`);

/** The choice that gives a key no days of its own. */
export const asTheOthers = 'as the others';

export const keyTermChoices = (chosen: number | undefined): string[] => [
  asTheOthers,
  ...termChoices(chosen ?? 90),
];

export const keyTermWords = (choice: string): string =>
  choice === asTheOthers ? 'As the others' : `${choice} days`;

/** In the order of their numbers; 0 is Sunday. */
export const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export const longTermWords =
  'That is longer than Convene advises. A key that nobody replaces for half a year has often been copied to places that nobody remembers. You can choose it all the same.';

/** Whole hours, with what is chosen among them. */
export const hourChoices = (chosen: string): string[] =>
  [
    ...new Set([...Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`), chosen]),
  ].sort();

/** What closing the window does where the desktop shows no icon. */
export const closingWords = {
  ask: 'Ask me',
  minimize: 'Minimize it, and go on reminding',
  quit: 'Quit the Companion',
} as const;

/** Why it doesn't start at login though it was switched on; the same press switches it on again. */
export const notStartingWords = {
  moved:
    'It was switched on, but this computer would start something else: the Companion was moved, or its entry was changed. Choose it again to put that right.',
  disabled:
    'It was switched on, but this computer’s own settings have switched it off. Choose it again to switch it on there too.',
  gone: 'It was switched on, but this computer’s entry for it is gone. Choose it again to make a new one.',
} as const;
