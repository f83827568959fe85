/** What a killed companion left half-written: it holds settings, with the secrets of other servers in them. */
import { type ExportPlaces, foldersLeft, forgetFolders } from './audit/export-folders.ts';
import { foldersOfSettings } from './clients/settings-folders.ts';
import type { Connections } from './connections/connections.ts';
import type { Computer } from './files/data-folder.ts';
import { removeLeftovers } from './files/leftovers.ts';
import type { StateFile } from './files/state-file.ts';
import type { Log } from './log.ts';

export interface TidyUpDeps {
  /** The companion's own. */
  readonly folders: readonly string[];
  readonly computer: Computer;
  readonly connections: Pick<Connections, 'list'>;
  readonly exportPlaces: StateFile<ExportPlaces>;
  readonly log: Log;
}

export async function tidyUp(deps: TidyUpDeps): Promise<void> {
  const { computer, connections, log } = deps;
  const connected = await connections.list();
  const paths = connected.ok ? connected.value.map(({ configPath }) => configPath) : [];
  const removed = await removeLeftovers([...deps.folders, ...(await foldersOfSettings(computer, paths))]);
  if (!removed.ok) log('leftovers stay', { failure: removed.error });
  else if (removed.value > 0) log('leftovers removed', { count: removed.value });
  await tidyExports(deps);
}

/** After the others: the place may be a network drive that doesn't answer. */
async function tidyExports({ exportPlaces, log }: TidyUpDeps): Promise<void> {
  const folders = await foldersLeft(exportPlaces);
  if (folders.ok && folders.value.length === 0) return;
  const removed = folders.ok ? await removeLeftovers(folders.value) : folders;
  const forgotten = removed.ok && folders.ok ? await forgetFolders(exportPlaces, folders.value) : removed;
  if (!forgotten.ok) log('leftovers of exports stay', { failure: forgotten.error });
}
