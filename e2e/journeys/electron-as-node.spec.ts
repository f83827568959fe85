/** The programs beside the app, on Electron as Node, which is how the app starts them where no Node is installed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { openProbe } from '../../core/connections/bridge-probe.ts';
import { metadataPath } from '../../shared/convene/names.ts';
import { openFilesOfOpener } from '../../testing/desktop/opener.ts';
import { identified, openFiles, runningPrograms } from '../../testing/open-files.ts';
import { electronHost } from '../electron/host.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

const out = resolve(import.meta.dirname, '../../out');

function onElectron(world: World, program: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const { executable } = electronHost();
  const env = { ...process.env, ...world.env, ELECTRON_RUN_AS_NODE: '1' };
  return spawn(executable, [join(out, 'programs', program), ...args], { env });
}

async function nextLine(child: ChildProcessWithoutNullStreams): Promise<Record<string, unknown>> {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(line);
}

async function ends(child: ChildProcessWithoutNullStreams): Promise<unknown> {
  const ended = once(child, 'exit');
  child.stdin.end();
  return (await ended)[0];
}

test(`the demo market opens, and ends with whoever started it (${host})`, async ({ world }) => {
  const market = onElectron(
    world,
    'demo-server.cjs',
    '--json',
    '--with-parent',
    '--in-memory',
    '--port',
    '0',
  );
  const { address } = await nextLine(market);
  expect(await (await fetch(new URL(metadataPath, String(address)))).json()).toMatchObject({
    issuer: address,
  });
  expect(await ends(market)).toBe(0);
});

test(`the keychain program keeps a secret and gives it back (${host})`, async ({ world }) => {
  const keychain = onElectron(world, 'keychain-host.cjs');
  const ask = async (question: object): Promise<unknown> => {
    const answer = nextLine(keychain);
    keychain.stdin.write(`${JSON.stringify({ service: 'test', account: 'one', ...question })}\n`);
    return answer;
  };
  expect(await ask({ id: 1, operation: 'set', secret: 'quince' })).toEqual({ id: 1, kind: 'done' });
  expect(await ask({ id: 2, operation: 'get' })).toEqual({ id: 2, kind: 'done', secret: 'quince' });
  expect(await ends(keychain)).toBe(0);
});

test(`the bridge is named in Claude's settings as it runs here, and answers (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await connectClaude(world, companion);
  const { mcpServers } = JSON.parse(world.config());
  const { command, args, env } = mcpServers['convene-quince-street'];
  expect(command).toBe(electronHost().executable);
  const probe = openProbe({ command, args, env: { HOME: world.home, ...env } });
  expect(await probe.initialize()).toMatchObject({ ok: true });
  expect(await probe.listTools()).toMatchObject({
    ok: true,
    value: expect.arrayContaining(['get_dashboard']),
  });
  await probe.close();
});

test(`the command line looks for keys (${host})`, async ({ world }) => {
  const folder = join(world.home, 'notes');
  mkdirSync(folder);
  writeFileSync(join(folder, 'keys.txt'), `key: fm_org_${'a1B2'.repeat(8)}\n`);
  const scan = onElectron(world, 'cli.cjs', 'scan', folder, '--json');
  const [said, [status]] = await Promise.all([text(scan.stdout), once(scan, 'exit')]);
  rmSync(folder, { recursive: true });
  expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining('keys.txt') });
});

test(`what the app starts has none of the app's open files (${host})`, async ({
  world,
  running,
  companion,
}) => {
  const claude = await world.startClaude();
  await claude.quit();
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await companion.button('Start Claude').click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();

  const own = running.app.process().pid ?? 0;
  // Every Electron opens the files of its runtime for itself.
  const isOfApp = (file: string): boolean => /^(?:socket|pipe):/.test(file) || file.startsWith(world.home);
  const ofApp = openFiles(own).filter(isOfApp);
  const shared = (files: readonly string[]): string[] => files.filter((file) => ofApp.includes(file));
  const started = runningPrograms().filter(
    ({ parent, commandLine }) => parent === own && !/ --type=|\/chrome_crashpad_handler/.test(commandLine),
  );
  for (const name of ['claude-desktop', 'keychain-host.cjs'])
    expect(started.map(({ commandLine }) => commandLine).join('\n')).toContain(name);
  for (const { pid, commandLine } of started) expect(shared(openFiles(pid)), commandLine).toEqual([]);
  expect(openFilesOfOpener(world.home)).not.toEqual([]);
  expect(shared(identified(openFilesOfOpener(world.home))), 'what opens addresses').toEqual([]);
});

test(`the built app doesn't know which Electron it runs on (${host})`, async () => {
  const built = ['main', 'preload', 'programs', 'renderer'].flatMap((folder) =>
    readdirSync(join(out, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.c?js$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  expect(built.length).toBeGreaterThan(6);
  const { version } = electronHost();
  const asked = /electron-older|compat\.cjs|ELECTRON_OVERRIDE_DIST_PATH|versions\.chrome/;
  expect(
    built.filter(
      (path) => asked.test(readFileSync(path, 'utf8')) || readFileSync(path, 'utf8').includes(version),
    ),
  ).toEqual([]);
});
