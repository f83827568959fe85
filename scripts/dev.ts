/** `npm run dev`: the app with the page reloading as it is edited. Needs Electron's runtime. */
import { buildPrograms } from '../testing/build-programs.ts';
import { ensureElectron } from './electron-runtime.ts';
import { run, tool } from './run.ts';

const host = ensureElectron((line) => console.log(line));
if (host) {
  await buildPrograms();
  process.exitCode = await run(tool('electron-vite'), ['dev'], { env: host.env });
} else {
  process.exitCode = 1;
}
