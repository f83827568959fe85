import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { companionPage } from '../../testing/page/companion-page.ts';
import { electronHost } from '../electron/host.ts';
import { sandboxSwitches } from '../electron/sandbox.ts';
import { launchApp, startAgain } from '../harness/app.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

const root = resolve(import.meta.dirname, '../..');
const welcome = 'Your market, one key for each device.';

/** A folder with the same build under another version, as an update that was unpacked beside it. */
function otherVersion(version: string): string {
  const folder = mkdtempSync(join(root, 'out/version-'));
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...about, version }));
  mkdirSync(join(folder, 'out'));
  for (const name of ['main', 'preload', 'programs', 'renderer'])
    symlinkSync(join(root, 'out', name), join(folder, 'out', name));
  symlinkSync(join(root, 'resources'), join(folder, 'resources'));
  return folder;
}

test(`a start of another version shows the window of the one that runs, and says so once (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await expect(companion.title(welcome)).toBeVisible();
  const folder = otherVersion('9.9.9');
  try {
    await expect.poll(() => running.windowVisible()).toBe(true);
    await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    for (let starts = 0; starts < 2; starts += 1)
      expect(await startAgain({ env: world.env, folder: world.folder, app: folder })).toBe(0);
    await expect.poll(() => running.windowVisible()).toBe(true);
    const told = companion.text(/^You opened version 9\.9\.9, but version \d+\.\d+\.\d+ is still running\./);
    await expect(told).toHaveCount(1);
    await companion.button('Close this notice').click();
    await expect(told).toBeHidden();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(`another person's copy on this computer, with a Claude of theirs, is in nobody's way (${host})`, async ({
  world,
  companion,
  volunteerLaptop,
}) => {
  await expect(companion.title(welcome)).toBeVisible();
  await expect(volunteerLaptop.companion.title(welcome)).toBeVisible();
  await volunteerLaptop.world.startClaude();
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  await signIn(volunteerLaptop.world, volunteerLaptop.companion);
  await volunteerLaptop.companion.tab('Connect');
  await volunteerLaptop.companion.button('Connect Claude Desktop').click();
  await expect(volunteerLaptop.companion.title('Claude is still open. Quit it to go on.')).toBeVisible();
});

test(`a start after a crash finds the lock of the one that is dead, and opens (${host})`, async ({
  world,
}) => {
  const first = await launchApp({ env: world.env, folder: world.folder });
  const closed = first.app.waitForEvent('close');
  first.app.process().kill('SIGKILL');
  await closed;
  const again = await launchApp({ env: world.env, folder: world.folder });
  await expect(companionPage(again).title(welcome)).toBeVisible();
  await again.quit();
});

interface FailedStart {
  /** Of its window, and the page in it. */
  readonly title: string;
  readonly page: string;
  /** What it says on standard error. */
  errors(): string;
  /** Closes the window; answers the status with which the app ends then. */
  close(): Promise<number | null>;
}

/** Starts an app that can't start, as a person would: what it says and how it ends isn't Playwright's. */
async function failToStart(world: World, env: Readonly<Record<string, string>> = {}): Promise<FailedStart> {
  const { executable, env: hostEnv } = electronHost();
  const switches = ['--remote-debugging-port=0', ...sandboxSwitches()];
  const child = spawn(executable, [...switches, `--user-data-dir=${world.folder}`, root], {
    env: { ...process.env, ...hostEnv, ...world.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += String(text);
  });
  const ofItself = (): string => /(?<=ws:\/\/)[\d.:]+/.exec(errors)?.[0] ?? '';
  await expect.poll(ofItself).not.toBe('');
  const shown = async (): Promise<{ id: string; title: string; url: string } | undefined> =>
    (await (await fetch(`http://${ofItself()}/json/list`)).json())[0];
  // The page's title is known once it is read.
  await expect.poll(async () => (await shown())?.title ?? '').toMatch(/^The Companion/);
  const { id = '', title = '', url = '' } = (await shown()) ?? {};
  return {
    title,
    page: decodeURIComponent(url),
    errors: () => errors,
    async close() {
      await fetch(`http://${ofItself()}/json/close/${id}`);
      const [status] = await ended;
      return status;
    },
  };
}

test(`a file in the place of its folder is told in a window and on standard error, with status 1 (${host})`, async ({
  world,
}) => {
  writeFileSync(world.folder, 'not a folder');
  const start = await failToStart(world);
  expect(start.page).toContain('There is a file where a folder has to be');
  expect(start.page).toContain(world.folder);
  expect(await start.close()).toBe(1);
  expect(start.errors()).toContain('Convene Companion: The Companion can’t use its own folder.');
  expect(readFileSync(world.folder, 'utf8')).toBe('not a folder');
});

test(`a data folder of its own that can't be made is told, though the profile can be written (${host})`, async ({
  world,
}) => {
  const folder = join(world.configPath, 'companion');
  const start = await failToStart(world, { CONVENE_COMPANION_HOME: folder });
  expect(start.page).toContain(folder);
  expect(await start.close()).toBe(1);
  expect(start.errors()).toContain(folder);
});

test(`a lock that can't be one is told, and stays where it is (${host})`, async ({ world }) => {
  const lock = join(world.folder, 'SingletonLock');
  mkdirSync(join(lock, 'something'), { recursive: true });
  const start = await failToStart(world);
  expect(start.title).toContain('can’t tell whether it is running already');
  expect(start.page).toContain(lock);
  expect(await start.close()).toBe(1);
  expect(start.errors()).toContain(lock);
  expect(existsSync(join(lock, 'something'))).toBe(true);
});

test(`a lock that a crash left under this computer's earlier name is no lock (${host})`, async ({
  world,
}) => {
  mkdirSync(world.folder, { recursive: true });
  symlinkSync(`earlier-${hostname()}-4711`, join(world.folder, 'SingletonLock'));
  const running = await launchApp({ env: world.env, folder: world.folder });
  await expect(companionPage(running).title(welcome)).toBeVisible();
  await running.quit();
});

/** False as root, who may write everywhere; journeys usually run as somebody else. */
function canBeClosed(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o500);
  try {
    writeFileSync(join(folder, 'try'), '');
    return false;
  } catch {
    return true;
  } finally {
    chmodSync(folder, 0o700);
  }
}

test(`a folder that can only be read is told in the window, in which a key is revoked all the same (${host})`, async ({
  world,
  running,
  companion,
}) => {
  const key = 'ChatGPT on Info tent tablet';
  const closes = canBeClosed(world.folder);
  await signIn(world, companion);
  await running.quit();
  if (closes) chmodSync(world.folder, 0o500);
  const relaunched = await launchApp({ env: world.env, folder: world.folder });
  const again = companionPage(relaunched);
  if (closes) {
    await expect(again.text('The Companion can’t write in its own folder.')).toBeVisible();
    await again.button('Close this notice').click();
  }
  await again.openRevoke(key);
  await again.button('Revoke this key').click();
  await expect(again.title(`“${key}” is revoked.`)).toBeVisible();
  expect(world.convene.keys().find(({ name }) => name === key)?.revoked_at).toBeTruthy();
  await relaunched.quit();
  chmodSync(world.folder, 0o700);
});
