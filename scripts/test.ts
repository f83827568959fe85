/**
 * `npm test`: every check and every test, on a machine that may have nothing but Node. `unit` and `e2e` run a part,
 * `long` what is worth trying a million times.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { withoutPrivileges } from '../e2e/electron/sandbox.ts';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { openRunProcesses } from '../testing/run-processes.ts';
import { watchForTokens } from '../testing/token-watch.ts';
import { buildApp } from './build-app.ts';
import { ensureElectron } from './electron-runtime.ts';
import { root, run, tool } from './run.ts';
import { ensureSystemPackages, forTests, versionControl } from './system-packages.ts';
import { countTests } from './test-counts.ts';

const part = process.argv[2];
const reports = join(root, 'out/test-reports');
const say = (line: string): void => console.log(line);

interface Stage {
  readonly title: string;
  readonly part: 'unit' | 'e2e' | 'long';
  readonly command: string;
  readonly args: readonly string[];
  /** Where the runner writes its counts as JSON. */
  readonly report: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** As a user who can have Chromium's sandbox. What the person adds to the command (`-g title`) is handed on. */
function journeys(): Stage {
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter', 'list,json'];
  const { line, problem } = withoutPrivileges({
    command: tool('playwright'),
    args: [...args, ...process.argv.slice(3)],
  });
  return {
    title: problem ? `journeys. ${problem}` : 'journeys',
    part: 'e2e',
    ...line,
    report: join(reports, 'journeys.json'),
  };
}

const stages: readonly Stage[] = [
  {
    title: 'unit tests, with a real keychain on a bus of its own',
    part: 'unit',
    command: tool('vitest'),
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'unit.json')}`],
    report: join(reports, 'unit.json'),
  },
  {
    title: 'a million settings files, every kill, ten thousand calls through the bridge',
    part: 'long',
    command: tool('vitest'),
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'long.json')}`],
    report: join(reports, 'long.json'),
    env: { CONVENE_LONG_RUNS: '1000000' },
  },
];

/** Bytes that must be free in memory for a run to keep its files there. */
const roomInMemory = 4e9;

/** Tests make files by the thousand, each of which is put on disk with care: in memory that waits for no disk. */
function parentOfTemporary(): string {
  const inMemory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    if (bavail * bsize < roomInMemory || freemem() < roomInMemory) return tmpdir();
    const probe = mkdtempSync(join(inMemory, 'convene-probe-'));
    try {
      // Often nothing may be started from there.
      copyFileSync(process.execPath, join(probe, 'node'));
      return spawnSync(join(probe, 'node'), ['--version']).status === 0 ? inMemory : tmpdir();
    } finally {
      rmSync(probe, { recursive: true });
    }
  } catch {
    return tmpdir();
  }
}

/**
 * All temporary folders of this run are in one, by whose name its processes are told from others. Like the system's own it is
 * open to everybody, as Electron may be run by another user. Where it is in memory, what must be tried on a disk has another
 * one of that name there.
 */
function ownTemporaryFolders(): string[] {
  const onDisk = tmpdir();
  const folder = mkdtempSync(join(parentOfTemporary(), 'convene-run-'));
  const folders = [...new Set([folder, join(onDisk, basename(folder))])];
  for (const each of folders) {
    mkdirSync(each, { recursive: true });
    chmodSync(each, 0o1777);
  }
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  process.env.CONVENE_TEST_DISK = folders.at(-1);
  return folders;
}

/** All at once: each keeps one core busy for a while. */
async function checks(): Promise<number> {
  const names = ['check:format', 'check:types', 'check:dead', 'check:imports'];
  say(`\n── ${names.join(', ')}`);
  const statuses = await Promise.all(names.map((name) => run('npm', ['run', '--silent', name])));
  for (const [index, name] of names.entries()) if (statuses[index] !== 0) say(`${name} failed.`);
  return Math.max(...statuses);
}

async function runStages(env: Readonly<Record<string, string>>): Promise<number> {
  let failed = 0;
  for (const stage of [...stages, journeys()].filter((one) =>
    part ? one.part === part : one.part !== 'long',
  )) {
    say(`\n── ${stage.title}`);
    const status = await run(stage.command, stage.args, {
      env: { ...env, ...stage.env, PLAYWRIGHT_JSON_OUTPUT_FILE: stage.report },
    });
    failed ||= status;
  }
  return failed;
}

async function main(): Promise<number> {
  if (!ensureSystemPackages([...forTests, versionControl], say)) return 1;
  if (!(await ensureElectron(say))) return 1;
  if (!part) {
    const status = await checks();
    if (status !== 0) return status;
  }
  say('\n── build');
  if (!(await buildApp())) return 1;
  rmSync(reports, { recursive: true, force: true });

  const temporary = ownTemporaryFolders();
  const keyring = await startKeyring();
  const processes = openRunProcesses({ root: process.pid, mark: basename(temporary[0] ?? '') });
  const watch = watchForTokens({ folders: [root], processes: processes.now });
  const status = await runStages(keyring.env).finally(() => keyring.stop());

  say('\n── search for tokens left behind');
  const leaks = await watch.end();
  for (const leak of leaks) say(`leaked: ${leak}`);
  say(`${watch.looked()} places looked at, ${leaks.length} with a token`);

  for (const each of temporary) rmSync(each, { recursive: true, force: true, maxRetries: 5 });

  const { passed, failed, names } = countTests(reports);
  if (names.length > 0) say(`\nfailed:\n${names.map((name) => `  ${name}`).join('\n')}`);
  say(`\n${passed} passed, ${failed + leaks.length} failed`);
  return status || (leaks.length > 0 ? 1 : 0);
}

process.exitCode = await main();
