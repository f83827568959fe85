import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { type BridgePlace, openBridgePlace } from './testing/bridge-program.ts';

let place: BridgePlace;
beforeAll(async () => {
  place = openBridgePlace(await startKeyring());
});
afterAll(() => place.stop());

/** A server of the protocol without introduction and sessions; the same package serves older clients as well. */
function marketServer(): McpServer {
  const server = new McpServer({ name: 'market', version: '1.0.0' });
  server.registerTool(
    'count_stalls',
    { description: 'Counts the stalls of a row.', inputSchema: z.object({ row: z.string() }) },
    async ({ row }, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (let progress = 1; progressToken !== undefined && progress <= 3; progress += 1) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress } });
      }
      return { content: [{ type: 'text', text: `${row}: 7` }] };
    },
  );
  server.registerPrompt('grüßen', { description: 'Greets.' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Grüße' } }],
  }));
  server.registerResource('rows', 'market://rows/1', {}, async ({ href }) => ({
    contents: [{ uri: href, text: 'apples' }],
  }));
  return server;
}

async function heard(client: Client): Promise<unknown> {
  const progress: unknown[] = [];
  const transport = client.transport;
  const hear = transport?.onmessage;
  if (!transport || !hear) throw new Error('The client is not connected.');
  transport.onmessage = (message, extra) => {
    if ('method' in message && message.method === 'notifications/progress')
      progress.push(message.params?.progress);
    hear(message, extra);
  };
  const failed = (error: Error & { code?: unknown }) => ({ code: error.code, message: error.message });
  const answers = [
    client.getServerCapabilities(),
    client.getNegotiatedProtocolVersion(),
    await client.listTools(),
    await client.listPrompts(),
    await client.listResources(),
    await client.callTool({ name: 'count_stalls', arguments: { row: 'Äpfel' } }, { onprogress: () => {} }),
    await client.callTool({ name: 'count_stalls', arguments: { row: 7 } }).catch(failed),
    await client.callTool({ name: 'nobody' }).catch(failed),
    await client.getPrompt({ name: 'grüßen' }),
    await client.readResource({ uri: 'market://rows/1' }),
    await client.readResource({ uri: 'market://nowhere' }).catch(failed),
  ];
  return JSON.parse(JSON.stringify({ answers, progress }));
}

it.each(['2026-07-28', 'the version before'])(
  'a client of the second SDK hears the same through the bridge as directly, in %s',
  async (version) => {
    const handler = createMcpHandler(marketServer);
    const server = createAdaptorServer({ fetch: (request) => handler.fetch(request) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const mode = version === '2026-07-28' ? 'auto' : 'legacy';
    const clients = [0, 1].map(
      () => new Client({ name: 'the same', version: '1.0.0' }, { versionNegotiation: { mode } }),
    );
    const [direct, bridged] = clients;
    if (!direct || !bridged) throw new Error('Two clients are needed.');
    try {
      await direct.connect(new StreamableHTTPClientTransport(new URL('/mcp', address)));
      const { command, args, env } = await place.connect(address, 'nobody-asks');
      await bridged.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }));
      const expected = await heard(direct);
      expect(await heard(bridged)).toEqual(expected);
      expect(expected).toMatchObject({ progress: [1, 2, 3] });
      if (mode === 'auto') expect(bridged.getNegotiatedProtocolVersion()).toBe(version);
    } finally {
      for (const client of clients) await client.close();
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    }
  },
);
