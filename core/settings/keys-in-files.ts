/** Keys of Convene in settings files and in their copies, which nothing that revokes what was made here reaches. */
import type { KeyLeftInFile } from '../../shared/settings.ts';
import { foldersOfCopies, settingsPaths } from '../clients/settings-folders.ts';
import type { Connections } from '../connections/connections.ts';
import type { Computer } from '../files/data-folder.ts';
import type { StateFile } from '../files/state-file.ts';
import { clearCopies } from '../settings-editor/clear-copies.ts';
import { keysBeside } from '../settings-editor/copies-beside.ts';
import type { ChosenPlaces } from './settings-service.ts';

export interface KeysInFiles {
  /** Takes every key out of our copies; answers where one may still stand, in our copies and in others' of this file. */
  clearCopiesOf(path: string): Promise<KeyLeftInFile[]>;
  /**
   * The same for every settings file that is known now, as the answered function does it later, when the files have been
   * changed once more and what was known of them is forgotten. What stands in the files themselves is named.
   */
  ofAll(): Promise<() => Promise<KeyLeftInFile[]>>;
}

export interface KeysInFilesDeps {
  readonly backupFolder: string;
  readonly computer: Computer;
  readonly connections: Pick<Connections, 'list'>;
  readonly chosen: StateFile<ChosenPlaces>;
}

export function createKeysInFiles({ backupFolder, computer, ...deps }: KeysInFilesDeps): KeysInFiles {
  const folders = foldersOfCopies(computer);
  return {
    clearCopiesOf: async (path) => [
      ...(await clearCopies(backupFolder)),
      ...(await keysBeside([path], { itself: false, folders })),
    ],
    async ofAll() {
      const paths = new Set([...(await pathsInUse(deps)), ...settingsPaths(computer)]);
      return async () => [
        ...(await clearCopies(backupFolder)),
        ...(await keysBeside([...paths], { itself: true, folders })),
      ];
    },
  };
}

/** Of what is connected, and those that the person chose. */
async function pathsInUse({ connections, chosen }: Pick<KeysInFilesDeps, 'connections' | 'chosen'>) {
  const [connected, places] = await Promise.all([connections.list(), chosen.read()]);
  return [
    ...(connected.ok ? connected.value.map(({ configPath }) => configPath) : []),
    ...(places.ok ? Object.values(places.value.chosen) : []),
  ];
}
