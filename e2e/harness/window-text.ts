import type { RunningApp } from './app.ts';

/**
 * What stands in the window, asked through the app itself: Playwright loses a page for good when its process is killed. Empty
 * while there is no page.
 */
export const windowText = ({ app }: RunningApp): Promise<string> =>
  app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents || contents.isCrashed() || contents.isLoading()) return '';
    return String(await contents.executeJavaScript('document.body.innerText'));
  });

/** Presses a button of such a page by its words; nothing happens where there is none. */
export const pressInWindow = ({ app }: RunningApp, button: string): Promise<void> =>
  app.evaluate(async ({ BrowserWindow }, words) => {
    const find = `[...document.querySelectorAll('button')].find((one) => one.textContent === ${JSON.stringify(words)})`;
    await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`${find}?.click()`);
  }, button);

/** Kills a process of the app as the system does when memory runs out; answers its id. */
export async function killProcess({ app }: RunningApp, type: 'Tab' | 'GPU' | 'Utility'): Promise<number> {
  const pid = await app.evaluate(
    (electron, wanted) => electron.app.getAppMetrics().find((one) => one.type === wanted)?.pid,
    type,
  );
  if (pid === undefined) throw new Error(`the app has no process ${type}`);
  process.kill(pid, 'SIGKILL');
  return pid;
}
