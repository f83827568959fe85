import { app, protocol } from 'electron';
import { appScheme } from './shell/app-protocol.ts';
import { start } from './start.ts';

protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

// What the window has thrown away is collected before it amounts to hundreds of megabytes; what it holds is a tenth of this.
app.commandLine.appendSwitch('js-flags', '--max-old-space-size=512 --max-semi-space-size=4');

// One companion at a time; the second start shows the first one's window.
if (app.requestSingleInstanceLock()) {
  start(import.meta.dirname).catch((error: unknown) => {
    process.stderr.write(`Convene Companion could not start: ${String(error)}\n`);
    app.exit(1);
  });
} else {
  app.quit();
}
