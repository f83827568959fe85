/**
 * The program that Claude Desktop starts: `bridge.cjs <connection id>`. It reads the key from the keychain, speaks MCP
 * on standard input and output with Claude, and Streamable HTTP with Convene. As `bridge.cjs --keychain-host` the same
 * file is the child process that reads the keychain, so that one file is all there is.
 */
import { openSecretStore } from '../core/keychain/child-secret-store.ts';
import { holdKey, keychainReader } from './key.ts';
import { noteTaker } from './notes.ts';
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
  const key = holdKey(keychainReader(secrets, argument));
  // The keychain takes longest, so it is asked before Claude has said a word.
  void key.current();
  const upstream = openUpstream({ key, note });

  const leave = (): void => {
    const farewell = upstream.close();
    setTimeout(() => process.exit(0), leaveMs).unref();
    // What was written last has to be out before the process is.
    farewell.then(() => secrets.close()).finally(() => process.stdout.write('', () => process.exit(0)));
  };
  // Claude went away without closing the input.
  process.stdout.on('error', leave);
  process.stderr.on('error', () => {});
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  note('info', 'started', { connection: argument });
  serve({ input: process.stdin, output: process.stdout, upstream, note }).then(leave);
}

main(process.argv[2]);
