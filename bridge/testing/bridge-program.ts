import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ConnectionSecret, connectionAccount } from '../../core/keychain/accounts.ts';
import { openSecretStore } from '../../core/keychain/keychain-client.ts';

/** What a client starts: the built program. */
export interface BridgeCommand {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** A keychain for tests, which ends with the place. */
interface TestKeyring {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The built bridge with a keychain and a folder of its own. */
export interface BridgePlace {
  /** A new connection in the keychain, and the command that serves it. */
  connect(server: string, token: string): Promise<BridgeCommand & { keep(token: string): Promise<void> }>;
  stop(): Promise<void>;
}

export function openBridgePlace(keyring: TestKeyring): BridgePlace {
  const program = resolve('out/programs/bridge.cjs');
  const folder = mkdtempSync(join(tmpdir(), 'bridge-place-'));
  const host = {
    command: process.execPath,
    args: [resolve('out/programs/keychain-host.cjs')],
    env: keyring.env,
  };
  const secrets = openSecretStore({ host });
  return {
    async connect(server, first) {
      const connection = `test-${randomUUID()}`;
      const keep = async (token: string): Promise<void> => {
        const secret: ConnectionSecret = {
          server,
          organizationName: 'Quince Street Market',
          keyName: 'Claude Desktop on Stall',
          token,
        };
        const kept = await secrets.set(connectionAccount(connection), JSON.stringify(secret));
        if (!kept.ok) throw new Error(`The keychain kept nothing: ${kept.error.code}`);
      };
      await keep(first);
      const env = { PATH: process.env.PATH ?? '', CONVENE_COMPANION_HOME: folder, ...keyring.env };
      return { command: process.execPath, args: [program, connection], env, keep };
    },
    async stop() {
      await secrets.close();
      await keyring.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
