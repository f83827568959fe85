import { createAdaptorServer } from '@hono/node-server';
import { type DemoContext, defaultLifetimes } from './context.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { createApp } from './http/app.ts';
import { type McpControls, type McpOptions, mcpControls, plainMcp } from './http/mcp.ts';
import { seedOnce } from './seed/seed.ts';
import { type DemoShortcuts, shortcuts } from './shortcuts.ts';
import { tidy } from './tidy.ts';

export interface DemoServerOptions {
  /** 0, also when left out: any free one. */
  readonly port?: number;
  /** Where the database lives; without it, or with `inMemory`, it is gone when the server stops. */
  readonly dataFolder?: string;
  readonly inMemory?: boolean;
  /** An open database instead of one of its own: what it holds isn't seeded again. It is closed with the server. */
  readonly database?: Database;
  /** The same number makes the same market. 1 when left out. */
  readonly seed?: number;
  readonly now?: () => Date;
  /** False: like production today, without sign-in for apps and without key management for them. */
  readonly metadata?: boolean;
  readonly accessTokenSeconds?: number;
  readonly refreshTokenSeconds?: number;
  readonly deviceCodeSeconds?: number;
  /** May be a fraction, so that tests needn't wait. */
  readonly deviceIntervalSeconds?: number;
  /** How `/mcp` answers; `sse` when left out, as the SDK does by itself. */
  readonly mcpAnswers?: 'sse' | 'json';
  /** True: `/mcp` keeps sessions, with streams that can be taken up again. */
  readonly mcpSessions?: boolean;
  /** True: `/mcp` has tools besides the market’s that are slow, large or ask back. */
  readonly mcpTryoutTools?: boolean;
  readonly faults?: readonly Fault[];
}

export interface DemoServer extends DemoShortcuts {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  readonly port: number;
  readonly database: Database;
  readonly faults: Faults;
  /** What was switched on of `/mcp`. */
  readonly mcp: McpControls;
  /** Ends open connections too. Stopping twice is fine. */
  stop(): Promise<void>;
}

const loopback = '127.0.0.1';

const lifetimesOf = (options: DemoServerOptions): DemoContext['lifetimes'] => ({
  ...defaultLifetimes,
  ...(options.accessTokenSeconds === undefined ? {} : { accessToken: options.accessTokenSeconds }),
  ...(options.refreshTokenSeconds === undefined ? {} : { refreshToken: options.refreshTokenSeconds }),
  ...(options.deviceCodeSeconds === undefined ? {} : { deviceCode: options.deviceCodeSeconds }),
  ...(options.deviceIntervalSeconds === undefined ? {} : { deviceInterval: options.deviceIntervalSeconds }),
});

/** Rejects when the port is taken or the data folder can't be used. Never listens beyond this computer. */
export async function startDemoServer(options: DemoServerOptions = {}): Promise<DemoServer> {
  const {
    port = 0,
    dataFolder,
    inMemory = false,
    seed = 1,
    now = () => new Date(),
    metadata = true,
  } = options;
  const database = options.database ?? openDatabase(inMemory ? undefined : dataFolder);
  const { faults, middleware } = createFaults();
  for (const fault of options.faults ?? []) faults.add(fault);
  let address = '';
  const context: DemoContext = {
    database,
    now,
    address: () => address,
    lifetimes: lifetimesOf(options),
  };
  const mcp: McpOptions = {
    answerAs: options.mcpAnswers ?? plainMcp.answerAs,
    sessions: options.mcpSessions ?? plainMcp.sessions,
    tryout: options.mcpTryoutTools ?? plainMcp.tryout,
  };
  const controls = mcpControls(context, mcp);
  const app = createApp({
    context,
    appSignIn: metadata,
    mcp,
    mcpControls: controls,
    faults: middleware,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  try {
    await seedOnce(context, seed);
    tidy(context);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, loopback, resolve);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The demo server listens on no port.');
  address = `http://${loopback}:${bound.port}`;

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        database.close();
        resolve();
      });
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  return {
    ...shortcuts(context),
    address,
    port: bound.port,
    database,
    faults,
    mcp: controls,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
