/** `npm test`: every check and every test, on a machine that may have nothing but Node. `unit` and `e2e` run a part. */
import { startKeyring } from '../testing/keyring/keyring.ts';
import { watchForTokens } from '../testing/token-watch.ts';
import { buildApp } from './build-app.ts';
import { root, run, tool } from './run.ts';
import { browser, ensureSystemPackages, keychainDaemon, keychainLibrary } from './system-packages.ts';

const part = process.argv[2];
const say = (line: string): void => console.log(line);

async function checks(): Promise<number> {
  for (const name of ['check:format', 'check:types', 'check:dead', 'check:imports']) {
    say(`\n── ${name}`);
    const status = await run('npm', ['run', '--silent', name]);
    if (status !== 0) return status;
  }
  return 0;
}

async function main(): Promise<number> {
  if (!ensureSystemPackages([keychainLibrary, ...keychainDaemon, browser], say)) return 1;
  if (!part) {
    const status = await checks();
    if (status !== 0) return status;
  }
  say('\n── build');
  if (!(await buildApp())) return 1;

  const keyring = await startKeyring();
  const watch = watchForTokens({ folders: [root] });
  try {
    if (part !== 'e2e') {
      say('\n── unit tests, with a real keychain on a bus of its own');
      const status = await run(tool('vitest'), ['run'], { env: keyring.env });
      if (status !== 0) return status;
    }
    if (part !== 'unit') {
      say('\n── journeys');
      const status = await run(tool('playwright'), ['test', '--config', 'e2e/playwright.config.ts'], {
        env: keyring.env,
      });
      if (status !== 0) return status;
    }
  } finally {
    await keyring.stop();
  }
  say('\n── search for tokens left behind');
  const leaks = await watch.end();
  for (const leak of leaks) say(`leaked: ${leak}`);
  say(`${watch.looked()} places looked at, ${leaks.length} with a token`);
  return leaks.length === 0 ? 0 : 1;
}

process.exitCode = await main();
