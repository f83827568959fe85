/** The bridge in the test's own process: everything but its process and its way to the keychain is the real one. */
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { createBridgeLog } from '../../bridge/bridge-log.ts';
import { openFlow } from '../../bridge/flow.ts';
import { openHttp } from '../../bridge/http.ts';
import { holdKey, keychainReader } from '../../bridge/key.ts';
import { openMemory } from '../../bridge/memory.ts';
import { serve } from '../../bridge/serve.ts';
import { openUpstream } from '../../bridge/upstream.ts';
import { type OpenProbe, openProbe } from '../../core/connections/bridge-probe.ts';
import type { StartBridge } from '../../core/connections/bridge-process.ts';
import type { SpawnCommand } from '../../core/files/spawn-command.ts';
import type { SecretStore } from '../../core/keychain/secret-store.ts';

/** A probe that starts `bridge` in this process, on `secrets`, and any other program as a process. */
export const probeInProcess =
  (bridge: SpawnCommand, secrets: SecretStore): OpenProbe =>
  (program) =>
    isBridge(program, bridge) ? openProbe(program, { start: serveHere(secrets) }) : openProbe(program);

/** A process that is asked to end doesn't wait for what is under way. */
const timeouts = { finishMs: 0 };

const isBridge = (program: SpawnCommand, bridge: SpawnCommand): boolean =>
  program.command === bridge.command && program.args[0] === bridge.args[0] && program.args.length === 2;

/** As `bridge/start.ts` does it, without what only a process has: signals, a parent, a memory of another day. */
const serveHere =
  (secrets: SecretStore): StartBridge =>
  ({ args: [, connection = ''] }, ears) => {
    const input = new PassThrough();
    const output = new PassThrough();
    createInterface({ input: output }).on('line', ears.onLine);
    const note = createBridgeLog('info', (line) => ears.onWords(line.trimEnd()));
    const key = holdKey(keychainReader(secrets, connection));
    const upstream = openUpstream({ key, http: openHttp(openFlow(output)), note });
    void key.current();
    const over = serve({ input, output, upstream, note, memory: openMemory(undefined, note), timeouts })
      .then(() => upstream.close())
      .then(() => ears.onEnd('bridge-did-not-start'));
    return {
      write: (line) => void input.write(line),
      async stop() {
        input.end();
        await upstream.close();
        await over;
      },
    };
  };
