/** `npm run dev`: the app with the page reloading as it is edited. Needs Electron's runtime. */
import { buildPrograms } from '../testing/build-programs.ts';
import { fetchElectronRuntime } from './electron-runtime.ts';
import { run, tool } from './run.ts';

const missing = fetchElectronRuntime((line) => console.log(line));
if (missing) {
  console.error(`npm run dev needs Electron itself: ${missing}.`);
  process.exitCode = 1;
} else {
  await buildPrograms();
  process.exitCode = await run(tool('electron-vite'), ['dev']);
}
