/** `tsx testing/keyring/run.ts command…`: runs a command with a keychain of its own. */
import { spawnSync } from 'node:child_process';
import { startKeyring } from './keyring.ts';

const [command, ...args] = process.argv.slice(2);
if (!command) {
  process.stderr.write('Which command?\n');
  process.exitCode = 2;
} else {
  const keyring = await startKeyring();
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...keyring.env } });
  await keyring.stop();
  process.exitCode = status ?? 1;
}
