import { openSecretStore } from '../core/keychain/child-secret-store.ts';
import { holdKey, keychainReader } from './key.ts';
import { noteTaker } from './notes.ts';
import { watchParent } from './parent.ts';

/** Milliseconds for the keychain; with the introduction to Convene it stays below what Claude waits for. */
const keychainDeadlineMs = 8_000;
/** Milliseconds for leaving; Claude has stopped listening. */
const leaveMs = 2_000;

/** Serves Claude on standard input and output with the connection of this id, until Claude is gone. */
export async function start(connection: string | undefined, asNode: string | undefined): Promise<void> {
  const note = noteTaker(process.env.CONVENE_BRIDGE_LOG, (line) => void process.stderr.write(line));
  process.stderr.on('error', () => {});
  if (!connection) {
    note('error', 'started without the id of a connection');
    process.exitCode = 2;
    return;
  }
  const secrets = openSecretStore({
    host: {
      command: process.execPath,
      args: [__filename, '--keychain-host'],
      env: asNode ? { ELECTRON_RUN_AS_NODE: asNode } : {},
    },
    deadlineMs: keychainDeadlineMs,
  });
  const read = keychainReader(secrets, connection);
  const key = holdKey(async () => {
    const secret = await read();
    // It would take as much memory as the bridge itself, and is hardly ever asked again.
    void secrets.close();
    return secret;
  });
  // The keychain takes longest, so it is asked before anything else is loaded.
  void key.current();
  const [{ openUpstream }, { serve }] = await Promise.all([import('./upstream.ts'), import('./serve.ts')]);
  const upstream = openUpstream({ key, note });

  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    const farewell = upstream.close();
    setTimeout(() => process.exit(0), leaveMs).unref();
    // What was written last has to be out before the process is.
    farewell.then(() => secrets.close()).finally(() => process.stdout.write('', () => process.exit(0)));
  };
  // Claude went away without closing the input.
  process.stdout.on('error', leave);
  process.stdin.on('error', leave);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, leave);
  const leaving = new AbortController();
  watchParent(
    () => {
      note('info', 'Claude is gone without closing the input');
      leaving.abort();
    },
    () => process.stdin.bytesRead > 0,
  );
  note('info', 'started', { connection });
  await serve({ input: process.stdin, output: process.stdout, upstream, note, leaving: leaving.signal });
  leave();
}
