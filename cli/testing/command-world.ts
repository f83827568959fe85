/** What the command line's tests of one file share: a keychain, a market, and for each test a computer of its own. */
import { sessionBus } from '@jellybrick/dbus-next';
import type { ClientProcess } from '../../core/clients/claude-desktop/processes.ts';
import { type ChildSecretStore, openSecretStore } from '../../core/keychain/keychain-client.ts';
import type { DemoServer } from '../../demo/server.ts';
import { memoryKeychain } from '../../testing/keychain/memory-keychain.ts';
import { forgetSecrets } from '../../testing/keyring/forget-secrets.ts';
import { startKeyring } from '../../testing/keyring/keyring.ts';
import { type MarketOptions, startMarket } from '../../testing/market.ts';
import { openPlace, type Place } from './place.ts';
import { built } from './programs.ts';

export interface CommandWorld {
  /** A home, a market and a keychain that nothing has happened in; those from before are gone. */
  fresh(options?: FreshOptions): Promise<CommandTest>;
  close(): Promise<void>;
}

interface FreshOptions {
  readonly server?: MarketOptions;
  /** How commands in this process look for Claude Desktop; as the program does when left out. */
  readonly claude?: (home: string) => ClientProcess;
}

export interface CommandTest {
  readonly place: Place;
  readonly convene: DemoServer;
  readonly secrets: ChildSecretStore;
  /** Signs in, as Ana unless another e-mail address is given. */
  signIn(who?: string): ReturnType<Place['login']>;
}

/** A keychain, and with which environment programs reach it. */
interface Keychain {
  readonly env: Readonly<Record<string, string>>;
  readonly bridge: 'here' | 'process';
  fresh(): Promise<ChildSecretStore>;
  close(): Promise<void>;
}

/**
 * With the keychain in memory only commands in this process have it, and the bridge is asked in this process too; with
 * a real one the built programs have it.
 */
export async function openCommandWorld(kind: 'memory' | 'real'): Promise<CommandWorld> {
  const keychain = kind === 'real' ? await realKeychain() : inMemory();
  let now: CommandTest | undefined;
  async function end(): Promise<void> {
    now?.place.close();
    await now?.convene.stop();
    now = undefined;
  }
  return {
    async fresh(options = {}) {
      await end();
      now = await begin(keychain, options);
      return now;
    },
    async close() {
      await end();
      await keychain.close();
    },
  };
}

async function begin(keychain: Keychain, { server, claude }: FreshOptions): Promise<CommandTest> {
  const secrets = await keychain.fresh();
  const convene = await startMarket({ deviceIntervalSeconds: 0.01, ...server });
  const place = openPlace(
    { ...keychain.env, CONVENE_SERVER: convene.address },
    { secrets, claude, bridge: keychain.bridge },
  );
  return {
    place,
    convene,
    secrets,
    signIn: (who) => place.login((code) => convene.approve(code, who)),
  };
}

function inMemory(): Keychain {
  let keychain = memoryKeychain();
  return {
    env: keychain.env,
    bridge: 'here',
    async fresh() {
      keychain = memoryKeychain();
      return keychain.open();
    },
    close: () => keychain.stop(),
  };
}

async function realKeychain(): Promise<Keychain> {
  const keyring = await startKeyring();
  const host = { command: process.execPath, args: [built('keychain-host.cjs')], env: keyring.env };
  const secrets = openSecretStore({ host });
  const bus = sessionBus({ busAddress: keyring.env.DBUS_SESSION_BUS_ADDRESS ?? '' });
  return {
    env: keyring.env,
    bridge: 'process',
    async fresh() {
      await forgetSecrets(bus);
      return secrets;
    },
    async close() {
      bus.disconnect();
      await secrets.close();
      await keyring.stop();
    },
  };
}
