import { app, protocol } from 'electron';
import { appScheme } from './shell/app-protocol.ts';
import { start } from './start.ts';

protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

// One companion at a time; the second start shows the first one's window.
if (app.requestSingleInstanceLock()) {
  start(import.meta.dirname).catch((error: unknown) => {
    process.stderr.write(`Convene Companion could not start: ${String(error)}\n`);
    app.exit(1);
  });
} else {
  app.quit();
}
