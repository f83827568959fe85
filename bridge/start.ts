import { homedir } from 'node:os';
import { join } from 'node:path';
import { rememberedPath } from '../core/connections/bridge-memory-path.ts';
import { adoptNotedEnvironment } from '../core/connections/noted-environment.ts';
import { dataFolder } from '../core/files/data-folder.ts';
import type { ChildSecretStore } from '../core/keychain/keychain-client.ts';
import { createBridgeLog } from './bridge-log.ts';
import { openFlow } from './flow.ts';
import type { HttpClient } from './http.ts';
import { holdKey, keychainReader } from './key.ts';
import { openMemory } from './memory.ts';
import { watchParent } from './parent.ts';
import { serve } from './serve.ts';
import { openUpstream } from './upstream.ts';

/** Milliseconds for the keychain; with the introduction to Convene it stays below what Claude waits for. */
const keychainDeadlineMs = 8_000;
/** Milliseconds for leaving; Claude has stopped listening. */
const leaveMs = 2_000;

/** Serves Claude on standard input and output with the connection of this id, until Claude is gone. */
export async function start(connection: string | undefined, asNode: string | undefined): Promise<void> {
  const note = createBridgeLog(process.env.CONVENE_BRIDGE_LOG, (line) => void process.stderr.write(line));
  if (!connection) {
    note('error', 'started without the id of a connection');
    process.exitCode = 2;
    return;
  }
  const { env, platform } = process;
  // Whoever wants to know whether the connection works is answered by Convene alone.
  const fresh = env.CONVENE_BRIDGE_FRESH !== undefined;
  delete env.CONVENE_BRIDGE_FRESH;
  const folder = dataFolder({ env, platform, home: homedir() });
  const memory = openMemory(fresh ? undefined : rememberedPath(folder, connection), note);

  let secrets: ChildSecretStore | undefined;
  const key = holdKey(async () => {
    adoptNotedEnvironment(folder, env);
    const { openSecretStore } = await import('../core/keychain/keychain-client.ts');
    const store = openSecretStore({
      host: {
        command: process.execPath,
        args: [join(__dirname, 'keychain-host.cjs')],
        env: asNode ? { ELECTRON_RUN_AS_NODE: asNode } : {},
      },
      deadlineMs: keychainDeadlineMs,
    });
    secrets = store;
    const secret = await keychainReader(store, connection)();
    // It would take as much memory as the bridge itself, and is hardly ever asked again.
    void store.close();
    return secret;
  });
  const http = laterHttp(() => adoptNotedEnvironment(folder, env));
  // The keychain takes longest, so it is asked before the rest is loaded; only what can be told from memory goes first.
  if (!memory.filled) {
    void key.current();
    setImmediate(http.load);
  }
  const upstream = openUpstream({ key, http, note });

  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    const farewell = upstream.close();
    setTimeout(() => process.exit(0), leaveMs).unref();
    // What was written last has to be out before the process is.
    farewell.then(() => secrets?.close()).finally(() => process.stdout.write('', () => process.exit(0)));
  };
  const leaving = new AbortController();
  const watchOut = (): void => {
    process.stderr.on('error', () => {});
    // Claude went away without closing the input.
    process.stdout.on('error', leave);
    process.stdin.on('error', leave);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, leave);
    watchParent(
      () => {
        note('info', 'Claude is gone without closing the input');
        leaving.abort();
      },
      () => process.stdin.bytesRead > 0,
    );
    note('info', 'started', { connection });
  };
  // Nothing is under way before what can be told from memory is told.
  if (memory.filled) void memory.listed().then(watchOut);
  else watchOut();
  await serve({
    input: process.stdin,
    output: process.stdout,
    upstream,
    note,
    memory,
    leaving: leaving.signal,
  });
  leave();
}

/** Loaded when it is needed: that takes as long as all the rest. */
function laterHttp(adopt: () => void): HttpClient & { load(): void } {
  let loading: Promise<HttpClient> | undefined;
  const load = (): Promise<HttpClient> => {
    adopt();
    loading ??= import('./http.ts').then(({ openHttp }) => openHttp(openFlow(process.stdout)));
    return loading;
  };
  return {
    load,
    exchange: async (exchange) => (await load()).exchange(exchange),
    close: () => void loading?.then((http) => http.close()),
  };
}
