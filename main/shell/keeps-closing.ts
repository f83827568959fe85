import { dialog } from 'electron';

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
