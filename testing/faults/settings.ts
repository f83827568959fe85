import type { ServerEntry } from '../../core/settings-editor/server-entry.ts';
import { createSettingsFile, type SettingsFile } from '../../core/settings-editor/settings-file.ts';

/** One edit of settings, as a process of its own is told to do it. */
export interface EditOrder {
  readonly path: string;
  readonly backupFolder: string;
  readonly edit: 'put' | 'remove';
  readonly name: string;
  readonly entry: ServerEntry;
  /** Before (odd) or after (even) which call into the file system it kills itself; the first call's are 1 and 2. */
  readonly killAt?: number;
  /** Before the first call of which function it kills itself. */
  readonly killBefore?: string;
  /** The user it becomes before it begins. */
  readonly userId?: number;
}

export const openSettings = ({
  path,
  backupFolder,
}: Pick<EditOrder, 'path' | 'backupFolder'>): SettingsFile => createSettingsFile({ path, backupFolder });
