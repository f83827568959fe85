/**
 * The inspector's command line, run once for each question in one process, because loading it takes longest: each time
 * its main file is evaluated anew with arguments and an environment of its own. It calls `process.exit` at its end.
 */
import { pathToFileURL } from 'node:url';

const [, main = '', file = ''] = process.argv;
process.setMaxListeners(0);
let asked = 0;

process.on('message', async ({ args, env }) => {
  asked += 1;
  const said = { out: '', err: '' };
  const into = (kind) => (text, whenWritten) => {
    said[kind] += String(text);
    if (typeof whenWritten === 'function') whenWritten();
    return true;
  };
  process.stdout.write = into('out');
  process.stderr.write = into('err');
  process.argv = [process.execPath, main, ...args];
  process.env = { ...env };
  // It goes on behind the first call when that doesn't end it; only the first one counts.
  const status = await new Promise((resolve, reject) => {
    process.exit = resolve;
    import(`${pathToFileURL(file).href}?question=${asked}`).catch(reject);
  });
  process.send({ status, ...said });
});
