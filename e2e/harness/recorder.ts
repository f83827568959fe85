/**
 * Loaded before the app (`-r`): chooses paths for the person in the system's dialogs, which are windows of their own that nobody
 * can press. Everything else that the app asks of a desktop is asked for real.
 */
import { dialog } from 'electron';

declare global {
  /** The path that the person chooses when next asked for one; none: they choose nothing. */
  var chosenPath: string | undefined;
}

dialog.showSaveDialog = async () => {
  const { chosenPath } = globalThis;
  return { canceled: chosenPath === undefined, filePath: chosenPath ?? '' };
};
dialog.showOpenDialog = async () => {
  const { chosenPath } = globalThis;
  return { canceled: chosenPath === undefined, filePaths: chosenPath === undefined ? [] : [chosenPath] };
};
