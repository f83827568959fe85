import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { z } from 'zod';
import type { ServerStatus } from './orders.ts';
import { openServerLog, type ServerLog } from './server-logs.ts';

/** Milliseconds that Claude waits for a server's first answer. */
const claudesInitializeMs = 60_000;

/** Only programs are started; an entry with an address is skipped with a warning. */
const entrySchema = z.object({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});

interface Server {
  readonly name: string;
  status: ServerStatus;
  readonly client: Client;
  readonly started: Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly panels: number;
  readonly logFolder: string;
  readonly initializeMs?: number | undefined;
}

/** Starts every server of the settings, once for each panel, and speaks MCP with them through the official client. */
export function startServers(entries: Record<string, unknown>, parts: ServerOptions) {
  let servers = Object.entries(entries).flatMap(([name, entry]) =>
    Array.from({ length: parts.panels }, () => startServer(name, entry, parts)),
  );
  const closeAll = (which: readonly Server[]) => Promise.allSettled(which.map((server) => server.close()));
  return {
    /** Resolves when every one has answered or failed. */
    started: Promise.all(servers.map(({ started }) => started)),
    status: (): ServerStatus[] => servers.map(({ status }) => status),
    find: (start: string): Client | undefined =>
      servers.find(({ status }) => status.state === 'running' && status.name.startsWith(start))?.client,
    /** Ends those of one name. */
    async remove(name: string): Promise<void> {
      const removed = servers.filter((server) => server.name === name);
      servers = servers.filter((server) => server.name !== name);
      await closeAll(removed);
    },
    /** Ends them all, also those that are still starting. */
    close: () => closeAll(servers),
  };
}

const disconnected =
  'Server disconnected. For troubleshooting guidance, please visit our [debugging documentation](https://modelcontextprotocol.io/docs/tools/debugging)';

/** Tells its log when the program runs, before the first message as Claude does. */
class LoggedTransport extends StdioClientTransport {
  readonly log: ServerLog;
  constructor(log: ServerLog, parts: ConstructorParameters<typeof StdioClientTransport>[0]) {
    super(parts);
    this.log = log;
    this.stderr?.on('data', (text: Buffer) => log.raw(text));
  }
  override async start(): Promise<void> {
    await super.start();
    this.log.info('Server started and connected successfully');
  }
}

function startServer(name: string, entry: unknown, parts: ServerOptions): Server {
  const log = openServerLog(parts.logFolder, name);
  const client = new Client({ name: 'claude-desktop', version: '1' });
  let wanted = true;
  const server: Server = {
    name,
    status: { name, state: 'starting', tools: [] },
    client,
    started: start().then((end) => {
      server.status = { name, tools: [], ...end };
    }),
    async close() {
      wanted = false;
      if (client.transport) log.info('Shutting down server...');
      await client.close();
    },
  };
  return server;

  /** A server that ends by itself, and one that is ended. */
  function closed(): void {
    log.info('Server transport closed');
    log.info('Client transport closed');
    if (wanted) {
      log.info('Server transport closed unexpectedly, this is likely due to the process exiting early.');
      log.error(disconnected, { context: 'connection' });
    } else log.info('Server transport closed (intentional shutdown)');
  }

  async function start(): Promise<Omit<ServerStatus, 'name' | 'tools'> & { tools?: string[] }> {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) return { state: 'skipped', problem: 'not a program' };
    log.info('Initializing server...');
    const { command, args, env } = parsed.data;
    log.info(`Using MCP server command: ${command} with args and path:`);
    const timeout = parts.initializeMs ?? claudesInitializeMs;
    // With what the official client hands on besides: neither the keychain's bus nor a proxy.
    const transport = new LoggedTransport(log, { command, args, env, stderr: 'pipe' });
    client.onclose = closed;
    try {
      await client.connect(transport, { timeout });
      const { tools } = await client.listTools(undefined, { timeout });
      return { state: 'running', tools: tools.map((tool) => tool.name) };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      // A server that greeted and then could not list its tools stays, as in Claude.
      if (client.getServerVersion()) return { state: 'running', problem };
      const stack = error instanceof Error ? error.stack : undefined;
      if (wanted) log.error(problem, { context: 'connection', stack });
      await client.close().catch(() => {
        // Its process has ended by itself.
      });
      return { state: 'failed', problem };
    }
  }
}
