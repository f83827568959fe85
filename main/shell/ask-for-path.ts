import { type BrowserWindow, dialog } from 'electron';

/** Asks the person where to write a file; undefined where they chose no place. */
export async function askWhereToSave(
  window: BrowserWindow | undefined,
  { name, extension, kind }: { name: string; extension: string; kind: string },
): Promise<string | undefined> {
  const options = { defaultPath: name, filters: [{ name: kind, extensions: [extension] }] };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || filePath === '' ? undefined : filePath;
}

/** Asks the person for a folder that is there. */
export async function askForFolder(window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = { properties: ['openDirectory' as const] };
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? undefined : filePaths[0];
}
