/**
 * The program that Claude Desktop starts: `bridge.cjs <connection id>`. It reads the key from the keychain, speaks MCP
 * on standard input and output with Claude, and Streamable HTTP with Convene. As `bridge.cjs --keychain-host` the same
 * file is the child process that reads the keychain, so that one file is all there is.
 */
import { connectionIdSchema } from '../core/keychain/accounts.ts';
import { openSecretStore } from '../core/keychain/child-secret-store.ts';
import { serveKeychain } from '../core/keychain/host.ts';
import { holdKey } from './key.ts';
import { noteTaker } from './notes.ts';
import { serve } from './serve.ts';
import { openUpstream } from './upstream.ts';

// What Claude's children start shall be what they are, not this.
const asNode = process.env.ELECTRON_RUN_AS_NODE;
delete process.env.ELECTRON_RUN_AS_NODE;

/** Milliseconds for the keychain; Claude waits 60 seconds for its first answer. */
const keychainDeadlineMs = 10_000;
/** Milliseconds for leaving; Claude has stopped listening. */
const leaveMs = 2_000;

function main(argument: string | undefined): void {
  if (argument === '--keychain-host') {
    serveKeychain(process.stdin, process.stdout, () => require('keytar'));
    return;
  }
  const note = noteTaker(process.env.CONVENE_BRIDGE_LOG, (line) => void process.stderr.write(line));
  const connection = connectionIdSchema.safeParse(argument);
  if (!connection.success) {
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
  const upstream = openUpstream();
  const leave = (): void => {
    upstream.close();
    setTimeout(() => process.exit(0), leaveMs).unref();
    // What was written last has to be out before the process is.
    secrets.close().finally(() => process.stdout.write('', () => process.exit(0)));
  };
  // Claude went away without closing the input.
  process.stdout.on('error', leave);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  serve({
    input: process.stdin,
    output: process.stdout,
    key: holdKey(secrets, connection.data),
    upstream,
    note,
  }).then(leave);
}

main(process.argv[2]);
