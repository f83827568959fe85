/** What a page gets that has been made to run foreign code, and what even the window's whole process gets. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isSandboxed } from '../electron/sandbox.ts';
import type { RunningApp } from '../harness/app.ts';
import { expect, host, test } from '../harness/test.ts';

const welcome = 'Your market, one key for each device.';

const windowCount = (running: RunningApp): Promise<number> =>
  running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Has something loaded before the page as the app's own preload is: with all that this process may do. */
async function withPreload(running: RunningApp, page: Page, path: string): Promise<void> {
  await running.app.evaluate(({ session }, filePath) => {
    const own: { registerPreloadScript?(script: { type: 'frame'; filePath: string }): string } =
      session.defaultSession;
    if (own.registerPreloadScript) own.registerPreloadScript({ type: 'frame', filePath });
    else session.defaultSession.setPreloads([filePath]);
  }, path);
  await page.reload();
}

test(`the window's process is shut in by the system (${host})`, async ({ running, companion }) => {
  await expect(companion.title(welcome)).toBeVisible();
  const pid = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  const inNamespaces = field('NSpid').split(/\s+/).length > 1;
  expect({ seccomp: field('Seccomp'), noNewPrivileges: field('NoNewPrivs'), inNamespaces }).toEqual(
    isSandboxed()
      ? { seccomp: '2', noNewPrivileges: '1', inNamespaces: true }
      : { seccomp: '0', noNewPrivileges: '1', inNamespaces: false },
  );
});

test(`a preload has nothing of Node, and asks main for nothing but what the contract has (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await expect(companion.title(welcome)).toBeVisible();
  const preload = join(world.home, 'hostile-preload.cjs');
  writeFileSync(
    preload,
    `const { contextBridge, ipcRenderer } = require('electron');
    const tried = (act) => { try { return String(act()); } catch (error) { return 'refused'; } };
    const asked = (...call) => ipcRenderer.invoke(...call).then((answer) => JSON.stringify(answer), () => 'refused');
    contextBridge.exposeInMainWorld('hostile', {
      sandboxed: () => process.sandboxed === true,
      files: () => tried(() => require('node:fs').readFileSync('/etc/hostname', 'utf8')),
      programs: () => tried(() => require('node:child_process').execSync('id')),
      builtIn: () => tried(() => process.binding('fs')),
      shell: () => typeof require('electron').shell,
      ask: asked,
    });`,
  );
  await withPreload(running, companion.page, preload);
  await expect(companion.title(welcome)).toBeVisible();
  const got = await companion.page.evaluate(async () => {
    const { hostile } = globalThis as unknown as {
      hostile: Record<string, (...call: unknown[]) => unknown>;
    };
    return {
      sandboxed: hostile.sandboxed?.(),
      files: hostile.files?.(),
      programs: hostile.programs?.(),
      builtIn: hostile.builtIn?.(),
      shell: hostile.shell?.(),
      unknownChannel: await hostile.ask?.('companion:call:files.read', '/etc/passwd'),
      foreignInput: await hostile.ask?.('companion:call:keys.revoke', {
        keyId: 7,
        __proto__: { admin: true },
      }),
    };
  });
  expect(got).toEqual({
    sandboxed: true,
    files: 'refused',
    programs: 'refused',
    builtIn: 'refused',
    shell: 'undefined',
    unknownChannel: 'refused',
    foreignInput: expect.stringContaining('"ok":false'),
  });
});

test.describe('a page that is made to run foreign code', () => {
  test.use({ expectedComplaint: /content security policy|not allowed to load|blocked|failed to load/i });

  test(`can't load, run or reach anything but itself (${host})`, async ({ companion, world }) => {
    await expect(companion.title(welcome)).toBeVisible();
    const reached = await companion.page.evaluate(async (address) => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.head.append(script);
      const frame = document.createElement('iframe');
      frame.src = 'about:blank';
      document.body.append(frame);
      const within = frame.contentWindow as unknown as Record<string, unknown> | null;
      const own = globalThis as Record<string, unknown>;
      const { companion: bridge } = own as { companion: Record<string, Record<string, unknown>> };
      const network = (url: string): Promise<string> =>
        fetch(url).then(
          () => 'reached',
          () => 'refused',
        );
      return {
        node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in own),
        injected: own.injected ?? false,
        frozen: Object.isFrozen(bridge) && Object.values(bridge).every((group) => Object.isFrozen(group)),
        bridgeWithinFrame: typeof within?.companion,
        nodeWithinFrame: typeof within?.require,
        // A function of another world would lead to that world by its constructor.
        foreignFunctions: Object.values(bridge)
          .flatMap((group) => Object.values(group))
          .filter((call) => (call as () => void).constructor !== Function).length,
        server: await network(`${address}/health`),
        file: await network('file:///etc/passwd'),
        notifications: await Notification.requestPermission(),
      };
    }, world.convene.address);
    expect(reached).toEqual({
      node: [],
      injected: false,
      frozen: true,
      bridgeWithinFrame: 'undefined',
      nodeWithinFrame: 'undefined',
      foreignFunctions: 0,
      server: 'refused',
      file: 'refused',
      notifications: 'denied',
    });
  });

  test(`stays where it is, and opens no window (${host})`, async ({ running, companion, world }) => {
    await expect(companion.title(welcome)).toBeVisible();
    const places = [world.convene.address, 'https://foreign.example', 'app://foreign', 'file:///etc'];
    const refused = await watchNavigation(running);
    for (const place of places) await inPage(running, leaveFor, `${place}/page`);
    await expect.poll(refused).toEqual(places.map((place) => expect.stringContaining(`${place}/page`)));
    expect(await inPage(running, openWindows, places)).toEqual(places.map(() => 'none'));
    expect(await inPage(running, () => document.querySelector('h1')?.textContent)).toBe(welcome);
    expect(await inPage(running, () => window.location.host)).toBe('companion');
    expect(await windowCount(running)).toBe(1);
    expect(await running.opened()).toEqual([]);
  });
});

function leaveFor(place: string): void {
  window.location.href = place;
}

/** By a call and by a link; what came of the call. */
function openWindows(places: readonly string[]): string[] {
  return places.map((place) => {
    const link = document.createElement('a');
    Object.assign(link, { href: place, target: '_blank' });
    document.body.append(link);
    link.click();
    return window.open(place) === null ? 'none' : 'a window';
  });
}

/** Answers what was refused so far: by main, or by Chromium before it asks main. */
async function watchNavigation(running: RunningApp): Promise<() => Promise<string[]>> {
  await running.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const refusals: string[] = [];
    Object.assign(globalThis, { refusals });
    contents?.on('will-navigate', (event, address) => {
      refusals.push(event.defaultPrevented ? address : `allowed: ${address}`);
    });
    contents?.on('did-navigate', (_event, address) => refusals.push(`gone to ${address}`));
    contents?.on('console-message', (_event, _level, message) => {
      if (message.startsWith('Not allowed to load')) refusals.push(message);
    });
  });
  return () =>
    running.app.evaluate(() => (globalThis as unknown as { refusals: readonly string[] }).refusals.slice());
}

/** Through main, because Playwright waits for a navigation that has been refused. */
const inPage = <Input, Output>(
  running: RunningApp,
  act: (input: Input) => Output,
  input?: Input,
): Promise<Output> =>
  running.app.evaluate(
    ({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code, true),
    `(${act})(${JSON.stringify(input)})`,
  );
