/** `npm run dev`: the app with the page reloading as it is edited. Needs Electron's runtime. */
import { isSandboxed } from '../e2e/electron/sandbox.ts';
import { buildPrograms } from '../testing/build-programs.ts';
import { ensureElectron } from './electron-runtime.ts';
import { run, tool } from './run.ts';

const host = await ensureElectron((line) => console.log(line));
if (host) {
  await buildPrograms();
  const switches = isSandboxed() ? [] : ['--noSandbox'];
  process.exitCode = await run(tool('electron-vite'), ['dev', ...switches], { env: host.env });
} else {
  process.exitCode = 1;
}
