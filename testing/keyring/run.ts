/** `tsx testing/keyring/run.ts -- command…`: runs a command with a keychain of its own and passes on its exit status. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { startKeyring } from './keyring.ts';

const [command, ...args] = process.argv.slice(process.argv[2] === '--' ? 3 : 2);
if (!command) {
  process.stderr.write('Which command?\n');
  process.exitCode = 2;
} else {
  const keyring = await startKeyring();
  process.exitCode = await statusOf(command, args, keyring.env);
  await keyring.stop();
}

/** As shells count: 127 for a command that isn't there, 128 and its number for a signal. */
function statusOf(command: string, args: string[], env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  // Ctrl-C reaches the command as well; it decides, and the keychain is stopped after it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
