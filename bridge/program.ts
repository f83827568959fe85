/**
 * The program that Claude Desktop starts: `bridge.cjs <connection id>`. It reads the key from the keychain, speaks MCP
 * on standard input and output with Claude, and Streamable HTTP with Convene. As `bridge.cjs --keychain-host` the same
 * file is the child process that reads the keychain, so that one file is all there is.
 */
import { openSecretStore } from '../core/keychain/child-secret-store.ts';
import { holdKey, keychainReader } from './key.ts';
import { noteTaker } from './notes.ts';
import { watchParent } from './parent.ts';
import { serve } from './serve.ts';
import { openUpstream } from './upstream.ts';

// What Claude's children start shall be what they are, not this.
const asNode = process.env.ELECTRON_RUN_AS_NODE;
delete process.env.ELECTRON_RUN_AS_NODE;

/** Milliseconds for the keychain; with the introduction to Convene it stays below what Claude waits for. */
const keychainDeadlineMs = 8_000;
/** Milliseconds for leaving; Claude has stopped listening. */
const leaveMs = 2_000;

function main(argument: string | undefined): void {
  if (argument === '--keychain-host') {
    void import('../core/keychain/host-program.ts');
    return;
  }
  const note = noteTaker(process.env.CONVENE_BRIDGE_LOG, (line) => void process.stderr.write(line));
  if (!argument) {
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
  const read = keychainReader(secrets, argument);
  const key = holdKey(async () => {
    const secret = await read();
    // It would take as much memory as the bridge itself, and is hardly ever asked again.
    void secrets.close();
    return secret;
  });
  // The keychain takes longest, so it is asked before Claude has said a word.
  void key.current();
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
  process.stderr.on('error', () => {});
  process.stdin.on('error', leave);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  process.once('SIGHUP', leave);
  const leaving = new AbortController();
  watchParent(
    () => {
      note('info', 'Claude is gone without closing the input');
      leaving.abort();
    },
    () => process.stdin.bytesRead > 0,
  );
  note('info', 'started', { connection: argument });
  serve({ input: process.stdin, output: process.stdout, upstream, note, leaving: leaving.signal }).then(
    leave,
  );
}

main(process.argv[2]);
