/** One person's computer for one journey: home, desktop, keychain, Claude's settings, and a Convene to talk to. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoServer, startDemoServer } from '../../demo/server.ts';
import { readClipboard } from '../../testing/desktop/clipboard.ts';
import { pressMouse } from '../../testing/desktop/mouse.ts';
import { type NotificationService, startNotifications } from '../../testing/desktop/notifications.ts';
import { installOpener } from '../../testing/desktop/opener.ts';
import { type DesktopTray, startTray } from '../../testing/desktop/tray.ts';
import { startDisplay } from '../../testing/display.ts';
import { type Keyring, startKeyring } from '../../testing/keyring/keyring.ts';
import { filesUnder, holdsToken } from '../../testing/token-watch.ts';
import { type FakeClaude, startFakeClaude } from '../fake-claude/driver.ts';
import type { FakeClaudeOptions } from '../fake-claude/orders.ts';

export interface World {
  readonly home: string;
  /** The companion's own folder. */
  readonly folder: string;
  readonly configPath: string;
  /** Where the second settings are, if there are any. */
  readonly secondConfigPath: string;
  readonly keyring: Keyring;
  /** What this computer's desktop was asked to show. */
  readonly notifications: NotificationService;
  readonly tray: DesktopTray;
  /** The part of the desktop that holds icons starts, or starts again. */
  startTray(options?: { host?: boolean }): Promise<void>;
  /** The text on its clipboard, read by another program. */
  clipboard(): Promise<string>;
  /** Presses the mouse there and lets go without a pause; in pixels of its screen. */
  press(x: number, y: number): Promise<void>;
  readonly convene: DemoServer;
  /** What the app and every program on this computer is started with. */
  readonly env: Readonly<Record<string, string>>;
  config(): string;
  startClaude(options?: FakeClaudeOptions): Promise<FakeClaude>;
  /** Every file of this home in which a token stands. */
  filesWithTokens(): string[];
  end(): Promise<void>;
}

/** Settings that a person has made in Claude, with another server and habits of spacing that must survive. */
export const settingsBefore = `{
    "globalShortcut": "Ctrl+Space",
    "mcpServers": {
        "weather": { "command": "/usr/bin/false", "args": [] }
    },
    "preferences": { "scale": 1.0 }
}
`;

export interface WorldOptions {
  readonly config?: string | undefined;
  readonly deviceName?: string;
  /** Settings in a second place, which Claude may read too. */
  readonly secondConfig?: string;
  /** A Convene that runs already: another computer of the same market. */
  readonly convene?: DemoServer;
  /** False: the desktop has none until it is started. */
  readonly tray?: boolean;
  /** False: a Convene like today's, without sign-in for apps. */
  readonly metadata?: boolean;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'companion-home-'));
  const configFolder = join(home, '.config');
  const configPath = join(configFolder, 'Claude', 'claude_desktop_config.json');
  mkdirSync(join(configFolder, 'Claude'), { recursive: true });
  writeFileSync(configPath, options.config ?? settingsBefore);
  const secondConfigPath = join(home, 'profile', 'claude_desktop_config.json');
  if (options.secondConfig !== undefined) {
    mkdirSync(join(home, 'profile'));
    writeFileSync(secondConfigPath, options.secondConfig);
  }
  const [{ keyring, notifications, address, ...session }, display, convene] = await Promise.all([
    startSession(options.tray ?? true),
    startDisplay(),
    options.convene ??
      startDemoServer({ inMemory: true, metadata: options.metadata ?? true, deviceIntervalSeconds: 0.2 }),
  ]);
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: configFolder,
    ...keyring.env,
    ...display.env,
    ...installOpener(home).env,
    ...(options.secondConfig === undefined ? {} : { CLAUDE_USER_DATA_DIR: join(home, 'profile') }),
    CONVENE_SERVER: convene.address,
    CONVENE_DEVICE_NAME: options.deviceName ?? 'Market office laptop',
  };
  const claudes: FakeClaude[] = [];
  let { tray } = session;
  return {
    home,
    folder: join(configFolder, 'Convene Companion'),
    configPath,
    secondConfigPath,
    keyring,
    notifications,
    get tray() {
      if (!tray) throw new Error('this desktop has no tray');
      return tray;
    },
    async startTray(trayOptions) {
      tray = await startTray(address, trayOptions);
    },
    clipboard: () => readClipboard(display.env),
    press: (x, y) => pressMouse(display.env, x, y),
    convene,
    env,
    config: () => readFileSync(configPath, 'utf8'),
    async startClaude(claudeOptions = {}) {
      const claude = await startFakeClaude({ configPath, env, options: claudeOptions });
      claudes.push(claude);
      return claude;
    },
    filesWithTokens: () => filesUnder(home).filter((path) => holdsToken(path)),
    async end() {
      for (const claude of claudes) await claude.quit();
      if (!options.convene) await convene.stop();
      notifications.stop();
      tray?.stop();
      await keyring.stop();
      await display.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** A keychain and, on the same bus, what a desktop has there. */
async function startSession(withTray: boolean) {
  const keyring = await startKeyring();
  const address = keyring.env.DBUS_SESSION_BUS_ADDRESS ?? '';
  const [notifications, tray] = await Promise.all([
    startNotifications(address),
    withTray ? startTray(address) : undefined,
  ]);
  return { keyring, notifications, address, tray };
}
