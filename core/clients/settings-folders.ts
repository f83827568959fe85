import { clientIds } from '../../shared/clients.ts';
import type { Computer } from '../files/data-folder.ts';
import { folderOfFile } from '../files/leftovers.ts';
import { clientTable } from './table.ts';

/** The folders in which edits of settings files, of these and of every known one, put their temporary files. */
export async function foldersOfSettings(computer: Computer, paths: readonly string[]): Promise<string[]> {
  const known = clientIds.flatMap((client) => clientTable[client].candidates(computer));
  return Promise.all([...paths, ...known.map(({ path }) => path)].map(folderOfFile));
}
