/**
 * Loaded before the app (`-r`): notes what is handed to other programs and keeps a real browser from opening, and chooses
 * paths for the person.
 */
import { dialog, shell } from 'electron';

export interface Recorded {
  opened: string[];
  shown: string[];
  /** The path that the person chooses when next asked for one; none: they choose nothing. */
  chosenPath: string | undefined;
}

declare global {
  var recorded: Recorded;
}

globalThis.recorded = {
  opened: [],
  shown: [],
  chosenPath: undefined,
};

shell.openExternal = async (address) => {
  globalThis.recorded.opened.push(address);
};
shell.openPath = async (path) => {
  globalThis.recorded.opened.push(path);
  return '';
};
dialog.showSaveDialog = async () => {
  const { chosenPath } = globalThis.recorded;
  return { canceled: chosenPath === undefined, filePath: chosenPath ?? '' };
};
dialog.showOpenDialog = async () => {
  const { chosenPath } = globalThis.recorded;
  return { canceled: chosenPath === undefined, filePaths: chosenPath === undefined ? [] : [chosenPath] };
};
shell.showItemInFolder = (path) => {
  globalThis.recorded.shown.push(path);
};
