import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { buildStandIn } from '../build.ts';
import { appFolder, test as base } from './fixture.ts';
import { type Process, processTree, stillRunning } from './processes.ts';

interface Started {
  readonly child: ChildProcess;
  /** It, its browser and all of the browser's own. */
  readonly tree: readonly Process[];
}

/** Waits until the page's process is there. */
async function treeWithPage(child: ChildProcess): Promise<Process[]> {
  const isPage = ({ commandLine }: Process): boolean => commandLine.includes('--type=renderer');
  await expect.poll(() => processTree(child.pid ?? 0).some(isPage), { timeout: 15_000 }).toBe(true);
  return processTree(child.pid ?? 0);
}

/** Starts as `npm start` does: no Playwright, no debugging port. */
const test = base.extend<{ start: (through?: 'another process') => Promise<Started> }>({
  start: async ({ folder }, use) => {
    const { executable } = await buildStandIn();
    const args = [`--user-data-dir=${folder}`, appFolder];
    const script = `require('node:child_process').spawn(${JSON.stringify(executable)}, ${JSON.stringify(args)})`;
    let child: ChildProcess | undefined;
    await use(async (through) => {
      child = through
        ? spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
        : spawn(executable, args, { stdio: 'ignore' });
      return { child, tree: await treeWithPage(child) };
    });
    child?.kill('SIGKILL');
  },
});

test.describe('the stand-in leaves nothing behind', () => {
  test('when it is asked to end', async ({ start }) => {
    const { child, tree } = await start();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect.poll(() => stillRunning(tree)).toEqual([]);
  });

  test('when it is killed', async ({ start }) => {
    const { child, tree } = await start();
    child.kill('SIGKILL');
    await expect.poll(() => stillRunning(tree)).toEqual([]);
  });

  test('when what started it is killed', async ({ start }) => {
    const { child, tree } = await start('another process');
    child.kill('SIGKILL');
    await expect.poll(() => stillRunning(tree)).toEqual([]);
  });

  test('when its browser is killed, and it says that it failed', async ({ start }) => {
    const { child, tree } = await start();
    const ended = once(child, 'exit');
    // The last one with this switch: a script may stand before the browser.
    const browser = tree.findLast(({ commandLine }) => commandLine.includes('--no-startup-window'));
    if (browser) process.kill(browser.pid, 'SIGKILL');
    expect(await ended).toEqual([1, null]);
    await expect.poll(() => stillRunning(tree)).toEqual([]);
  });
});
