/**
 * `npm test`: every check and every test that this system can run, on a machine that may have nothing but Node. `unit`,
 * `page` and `e2e` run a part, `long` what is worth trying a million times.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { openRunProcesses } from '../testing/run-processes.ts';
import { watchForTokens } from '../testing/token-watch.ts';
import { buildApp } from './build-app.ts';
import { ensureElectron } from './electron-runtime.ts';
import { root, run } from './run.ts';
import { ensureSystemPackages, forTests, versionControl } from './system-packages.ts';
import { ownTemporaryFolders } from './temporary-folders.ts';
import { countTests } from './test-counts.ts';
import { type Plan, parts, planTests } from './test-stages.ts';

const onLinux = process.platform === 'linux';
const part = parts.find((one) => one === process.argv[2]);
const reports = join(root, 'out/test-reports');
const say = (line: string): void => console.log(line);

/** All at once: each keeps one core busy for a while. */
async function checks(): Promise<number> {
  const names = ['check:format', 'check:types', 'check:dead', 'check:imports'];
  say(`\n── ${names.join(', ')}`);
  const statuses = await Promise.all(names.map((name) => run('npm', ['run', '--silent', name])));
  for (const [index, name] of names.entries()) if (statuses[index] !== 0) say(`${name} failed.`);
  return Math.max(...statuses);
}

async function runStages({ stages }: Plan, env: Readonly<Record<string, string>> = {}): Promise<number> {
  let failed = 0;
  for (const { title, command, args, env: own } of stages) {
    say(`\n── ${title}`);
    // Each of them, whatever became of those before: one run shows everything that fails.
    const status = await run(command, args, { env: { ...env, ...own } });
    failed ||= status;
  }
  return failed;
}

/** With a real keychain on a bus of its own, and an eye on every process that the run starts. */
async function runOnLinux(plan: Plan): Promise<{ status: number; leaks: number }> {
  const temporary = ownTemporaryFolders();
  const keyring = await startKeyring();
  const processes = openRunProcesses({ root: process.pid, mark: basename(temporary[0] ?? '') });
  const watch = watchForTokens({ folders: [root], processes: processes.now });
  const status = await runStages(plan, keyring.env).finally(() => keyring.stop());

  say('\n── search for tokens left behind');
  const leaks = await watch.end();
  for (const leak of leaks) say(`leaked: ${leak}`);
  say(`${watch.looked()} places looked at, ${leaks.length} with a token`);
  for (const each of temporary) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  return { status, leaks: leaks.length };
}

async function main(): Promise<number> {
  if (onLinux && !ensureSystemPackages([...forTests, versionControl], say)) return 1;
  if (onLinux && !(await ensureElectron(say))) return 1;
  if (!part) {
    const status = await checks();
    if (status !== 0) return status;
  }
  say('\n── build');
  if (!(await buildApp())) return 1;
  if (!part && (await run('npm', ['run', '--silent', 'check:size'])) !== 0) return 1;
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const plan = planTests({ part, platform: process.platform, reports, more: process.argv.slice(3) });
  const { status, leaks } = onLinux ? await runOnLinux(plan) : { status: await runStages(plan), leaks: 0 };

  const { passed, failed, names } = countTests(reports);
  if (names.length > 0) say(`\nfailed:\n${names.map((name) => `  ${name}`).join('\n')}`);
  if (plan.leftOut.length > 0) say(`\nLeft out, because it needs Linux: ${plan.leftOut.join('; ')}.`);
  say(`\n${passed} passed, ${failed + leaks} failed`);
  return status || (leaks > 0 ? 1 : 0);
}

process.exitCode = await main();
