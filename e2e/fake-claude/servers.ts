import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { z } from 'zod';
import type { ServerStatus } from './orders.ts';

/** Milliseconds that Claude waits for a server's first answer. */
const claudesInitializeMs = 60_000;

/** Only programs are started; an entry with an address is skipped with a warning. */
const entrySchema = z.object({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});

interface Server {
  status: ServerStatus;
  readonly client: Client;
  readonly started: Promise<void>;
}

export interface ServerParts {
  readonly panels: number;
  readonly logFolder: string;
  readonly initializeMs?: number | undefined;
}

/** Starts every server of the settings, once for each panel, and speaks MCP with them through the official client. */
export function startServers(entries: Record<string, unknown>, parts: ServerParts) {
  mkdirSync(parts.logFolder, { recursive: true });
  const servers = Object.entries(entries).flatMap(([name, entry]) =>
    Array.from({ length: parts.panels }, () => startServer(name, entry, parts)),
  );
  return {
    /** Resolves when every one has answered or failed. */
    started: Promise.all(servers.map(({ started }) => started)),
    status: (): ServerStatus[] => servers.map(({ status }) => status),
    find: (start: string): Client | undefined =>
      servers.find(({ status }) => status.state === 'running' && status.name.startsWith(start))?.client,
    /** Ends them all, also those that are still starting. */
    close: () => Promise.allSettled(servers.map(({ client }) => client.close())),
  };
}

function startServer(name: string, entry: unknown, parts: ServerParts): Server {
  const log = (text: string | Buffer): void =>
    appendFileSync(join(parts.logFolder, `mcp-server-${name.replaceAll(/[^\w-]/g, '-')}.log`), text);
  const client = new Client({ name: 'claude-desktop', version: '1' });
  const server: Server = {
    status: { name, state: 'starting', tools: [] },
    client,
    started: start().then((end) => {
      server.status = { name, tools: [], ...end };
      if (end.problem) log(`${end.problem}\n`);
    }),
  };
  return server;

  async function start(): Promise<Omit<ServerStatus, 'name' | 'tools'> & { tools?: string[] }> {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) return { state: 'skipped', problem: 'not a program' };
    log(`starting ${name}\n`);
    const { command, args, env } = parsed.data;
    const timeout = parts.initializeMs ?? claudesInitializeMs;
    // The client's own choice of variables leaves out the keychain's bus.
    const environment = { ...(process.env as Record<string, string>), ...env };
    const transport = new StdioClientTransport({ command, args, env: environment, stderr: 'pipe' });
    transport.stderr?.on('data', log);
    try {
      await client.connect(transport, { timeout });
      const { tools } = await client.listTools(undefined, { timeout });
      return { state: 'running', tools: tools.map((tool) => tool.name) };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      // A server that greeted and then could not list its tools stays, as in Claude.
      if (client.getServerVersion()) return { state: 'running', problem };
      await client.close().catch(() => {
        // Its process has ended by itself.
      });
      return { state: 'failed', problem };
    }
  }
}
