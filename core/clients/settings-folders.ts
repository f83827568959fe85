import { clientIds } from '../../shared/clients.ts';
import type { Computer } from '../files/data-folder.ts';
import { folderOfFile } from '../files/leftovers.ts';
import { underHome } from './folders.ts';
import { clientTable } from './table.ts';

/** The folders in which edits of settings files, of these and of every known one, put their temporary files. */
export async function foldersOfSettings(computer: Computer, paths: readonly string[]): Promise<string[]> {
  const known = clientIds.flatMap((client) => clientTable[client].candidates(computer));
  return Promise.all([...paths, ...known.map(({ path }) => path)].map(folderOfFile));
}

/** Where the known programs' settings may be. */
export const settingsPaths = (computer: Computer): string[] =>
  clientIds.flatMap((client) => clientTable[client].candidates(computer).map(({ path }) => path));

/** Where Claude Code keeps copies of its settings since 2.1.50; before, beside them. */
export const foldersOfCopies = (computer: Computer): string[] => [underHome(computer, '.claude', 'backups')];
