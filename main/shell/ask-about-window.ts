import { dialog } from 'electron';
import type { Closing } from './keep-reachable.ts';

/** Asks what to do about a window whose page doesn't stay; no page could ask that. */
export async function askAboutWindow(open: () => void): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Convene Companion',
    message: 'The window keeps closing by itself.',
    detail:
      'The Companion goes on without it, and reminders come. You can open the window again now, or later in the tray. ' +
      'If it stays like this, restart the computer, or write to hello@convene.markets.',
    buttons: ['Open the window again', 'Leave it closed'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) open();
}

/** Asked by the system's dialog: the page may be what is gone. */
export async function askHowToClose(): Promise<Closing | undefined> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Convene Companion',
    message: 'What should closing the window do?',
    detail:
      'This desktop doesn’t show the Companion’s icon, so nothing would lead back to a window that is put away. ' +
      'Minimized, the Companion goes on watching and reminding. Once it ends, assistants that are connected go on, but nobody reminds you. ' +
      'You can change this under Reminders.',
    buttons: ['Minimize it', 'Quit the Companion', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return (['minimize', 'quit'] as const)[response];
}
