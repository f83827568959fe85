import { z } from 'zod';
import { closingChoiceSchema, type WindowClosing } from '../../shared/preferences.ts';
import type { Result } from '../../shared/result.ts';
import type { StateFile } from '../files/state-file.ts';

/** What the person has chosen about the app on this computer. */
export const preferencesFileSchema = z.strictObject({
  /** What closing the window does where the desktop shows no icon to open it by. */
  closing: closingChoiceSchema,
  /** The person has read that there is no such icon. */
  knowsOfNoTray: z.boolean(),
});
export type PreferencesFile = z.infer<typeof preferencesFileSchema>;
export const noPreferences = (): PreferencesFile => ({ closing: 'ask', knowsOfNoTray: false });

export function createPreferences({ file }: { file: StateFile<PreferencesFile> }) {
  const set = (changed: Partial<PreferencesFile>): Promise<Result<PreferencesFile>> =>
    file.update((now) => ({ ...now, ...changed }));
  return {
    read: () => file.read(),
    chooseClosing: (closing: WindowClosing['choice']) => set({ closing }),
    noteKnowsOfNoTray: () => set({ knowsOfNoTray: true }),
    forget: () => file.remove(),
  };
}
export type Preferences = ReturnType<typeof createPreferences>;
