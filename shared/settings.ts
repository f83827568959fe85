/** The settings file of a connected program: where it is, what is wrong with it, and what it held before. */
import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';

/** One place where a program's settings may be. */
export const settingsPlaceSchema = z.strictObject({
  path: z.string(),
  /** For whom it would be there, in a few words: "classic installer". */
  source: z.string(),
  state: z.enum(['file', 'missing', 'not-a-file', 'unreadable']),
  folderExists: z.boolean(),
  /** When the file was last written, if it is one. */
  writtenAt: z.iso.datetime().optional(),
});
export type SettingsPlace = z.infer<typeof settingsPlaceSchema>;

export const settingsPlacesSchema = z.strictObject({
  client: clientIdSchema,
  /** The file that is used; absent while it has to be asked, or there is none. */
  chosen: z.string().optional(),
  /**
   * Why that one: the person said so, it is the only one, it was written last by at least a day. Or why none:
   * several could be meant, or there is none yet.
   */
  why: z.enum(['chosen-by-you', 'only-one', 'written-last', 'ambiguous', 'none-yet']),
  /** The file that would be made, with consent, where there is none. */
  mayCreate: z.string().optional(),
  /** Likeliest first. */
  places: z.array(settingsPlaceSchema),
});
export type SettingsPlaces = z.infer<typeof settingsPlacesSchema>;

/** One change that makes a file acceptable to the program that reads it. Line and column count from 1. */
export const repairChangeSchema = z.strictObject({
  /** `empty`: nothing is in it, so empty settings are put there. `encoding`: it is written anew in UTF-8. */
  kind: z.enum(['byte-order-mark', 'comment', 'trailing-comma', 'empty', 'encoding', 'zero-bytes']),
  line: z.int().positive(),
  column: z.int().positive(),
});
export type RepairChange = z.infer<typeof repairChangeSchema>;

/** A line of a comparison. Values that may be secret are replaced by dots before it leaves core. */
export const diffLineSchema = z.strictObject({
  kind: z.enum(['same', 'added', 'removed', 'gap']),
  text: z.string(),
});
export type DiffLine = z.infer<typeof diffLineSchema>;

/** What would change in a file. `fingerprint` names the content it was made from, so that consent is to just this. */
export const settingsDiffSchema = z.strictObject({
  path: z.string(),
  fingerprint: z.string(),
  lines: z.array(diffLineSchema),
  /** How many values were replaced by dots. */
  hidden: z.int().nonnegative(),
});
export type SettingsDiff = z.infer<typeof settingsDiffSchema>;

export const repairPreviewSchema = z.strictObject({
  changes: z.array(repairChangeSchema),
  diff: settingsDiffSchema,
});
export type RepairPreview = z.infer<typeof repairPreviewSchema>;

/** A copy of what a file held before one of our changes. */
export const backupSchema = z.strictObject({
  id: z.string(),
  takenAt: z.iso.datetime(),
  /** Before which change of ours. */
  before: z.enum(['adding', 'removing', 'repairing', 'restoring', 'changing']),
  bytes: z.int().nonnegative(),
  /** Whether the file holds just this now. */
  isCurrent: z.boolean(),
});
export type Backup = z.infer<typeof backupSchema>;

export const settingsHistorySchema = z.strictObject({
  path: z.string(),
  /** Newest first; at most 20. */
  backups: z.array(backupSchema),
  /** The change of ours that would be undone, if there is one. */
  undo: backupSchema.optional(),
});
export type SettingsHistory = z.infer<typeof settingsHistorySchema>;

/** A file in which a key of Convene may still stand, and why it does. */
export const keyLeftInFileSchema = z.strictObject({
  path: z.string(),
  /**
   * `not-ours`: a copy of the settings that somebody else made. `settings`: the settings file itself, where somebody wrote it.
   * `link`: one in the folder of copies, which isn't followed. `too-many`: a folder that wasn't looked through to its end.
   */
  why: z.enum(['unreadable', 'not-written', 'not-ours', 'settings', 'link', 'too-large', 'too-many', 'busy']),
  /** The system's code, for instance EACCES. */
  detail: z.string().optional(),
});
export type KeyLeftInFile = z.infer<typeof keyLeftInFileSchema>;
