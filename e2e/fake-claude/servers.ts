import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { z } from 'zod';
import type { ServerStatus } from './orders.ts';

/** Milliseconds that Claude waits for a server's first answer. */
const initializeMs = 60_000;

/** Only programs are started; an entry with an address is skipped with a warning. */
const entrySchema = z.object({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});

interface Running {
  readonly status: ServerStatus;
  readonly client?: Client;
}

/** Starts every server of the settings, once for each panel, and speaks MCP with them through the official client. */
export async function startServers(entries: Record<string, unknown>, panels: number, logFolder: string) {
  mkdirSync(logFolder, { recursive: true });
  const wanted = Object.entries(entries).flatMap(([name, entry]) =>
    Array.from({ length: panels }, () => [name, entry] as const),
  );
  const running = await Promise.all(
    wanted.map(([name, entry]) => startServer(name, entry, join(logFolder, `mcp-server-${name}.log`))),
  );
  return {
    status: (): ServerStatus[] => running.map(({ status }) => status),
    find: (start: string): Client | undefined =>
      running.find(({ status, client }) => client && status.name.startsWith(start))?.client,
    close: () => Promise.allSettled(running.map(({ client }) => client?.close())),
  };
}

async function startServer(name: string, entry: unknown, log: string): Promise<Running> {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) return { status: { name, state: 'skipped', tools: [], problem: 'not a program' } };
  const { command, args, env } = parsed.data;
  const transport = new StdioClientTransport({
    command,
    args,
    env: { ...(process.env as Record<string, string>), ...env },
    stderr: 'pipe',
  });
  transport.stderr?.on('data', (text: Buffer) => appendFileSync(log, text));
  const client = new Client({ name: 'claude-desktop', version: '1' });
  try {
    await client.connect(transport, { timeout: initializeMs });
    const { tools } = await client.listTools(undefined, { timeout: initializeMs });
    return { client, status: { name, state: 'running', tools: tools.map((tool) => tool.name) } };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    appendFileSync(log, `${problem}\n`);
    // A server that greeted and then could not list its tools stays, as in Claude.
    if (client.getServerVersion()) return { client, status: { name, state: 'running', tools: [], problem } };
    await client.close().catch(() => {});
    return { status: { name, state: 'failed', tools: [], problem } };
  }
}
