/**
 * Loaded before the app (`-r`): chooses paths and presses buttons for the person in the system's dialogs, which are windows of their
 * own that nobody can press. Everything else that the app asks of a desktop is asked for real.
 */
import { dialog, type MessageBoxOptions } from 'electron';

declare global {
  /** The path that the person chooses when next asked for one; none: they choose nothing. */
  var chosenPath: string | undefined;
  /** The button that the person presses when asked; none: they close the dialog. */
  var pressedButton: string | undefined;
  /** What was asked, in order. */
  var askedInDialogs: string[];
}

dialog.showSaveDialog = async () => {
  const { chosenPath } = globalThis;
  return { canceled: chosenPath === undefined, filePath: chosenPath ?? '' };
};
dialog.showOpenDialog = async () => {
  const { chosenPath } = globalThis;
  return { canceled: chosenPath === undefined, filePaths: chosenPath === undefined ? [] : [chosenPath] };
};
globalThis.askedInDialogs = [];
dialog.showMessageBox = async (...args: unknown[]) => {
  const { message, buttons = [], cancelId = 0 } = args.at(-1) as MessageBoxOptions;
  globalThis.askedInDialogs.push(message);
  const pressed = buttons.indexOf(globalThis.pressedButton ?? '');
  return { response: pressed < 0 ? cancelId : pressed, checkboxChecked: false };
};
