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

export interface Preferences {
  read(): Promise<Result<PreferencesFile>>;
  chooseClosing(closing: WindowClosing['choice']): Promise<Result<PreferencesFile>>;
  noteKnowsOfNoTray(): Promise<Result<PreferencesFile>>;
  forget(): Promise<Result<void>>;
}

export function createPreferences({ file }: { readonly file: StateFile<PreferencesFile> }): Preferences {
  const set = (changed: Partial<PreferencesFile>): Promise<Result<PreferencesFile>> =>
    file.update((now) => ({ ...now, ...changed }));
  return {
    read: () => file.read(),
    chooseClosing: (closing) => set({ closing }),
    noteKnowsOfNoTray: () => set({ knowsOfNoTray: true }),
    forget: () => file.remove(),
  };
}
