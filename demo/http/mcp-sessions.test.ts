import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startMarket } from '../../testing/market.ts';
import { demoPeople, harbor } from '../seed/people.ts';
import type { DemoServer } from '../server.ts';
import { connectAssistant } from '../testing/mcp-client.ts';

const leaving: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0).reverse()) await leave();
});

async function start(): Promise<DemoServer> {
  const server = await startMarket({ mcpSessions: true, mcpTryoutTools: true });
  leaving.push(() => server.stop());
  return server;
}

async function assistant(server: DemoServer, name = 'Claude Desktop on Stall', capabilities = {}) {
  const { token } = server.createKey(name);
  const client = await connectAssistant(server.address, token, capabilities);
  leaving.push(() => client.close());
  const call = (tool: string, given: Record<string, unknown> = {}) => textOf(client, tool, given);
  return { client, token, call };
}

async function textOf(client: Client, name: string, given: Record<string, unknown>): Promise<string> {
  const { content } = await client.callTool({ name, arguments: given });
  const [first] = content as { text: string }[];
  return first?.text ?? '';
}

describe('a session of the demo server', () => {
  it('lasts as long as its assistant', async () => {
    const server = await start();
    const { client } = await assistant(server);
    expect(server.mcp.sessions?.count()).toBe(1);
    const transport = client.transport as unknown as { terminateSession(): Promise<void> };
    await transport.terminateSession();
    expect(server.mcp.sessions?.count()).toBe(0);
  });

  it('tells its assistant that the tools have changed', async () => {
    const server = await start();
    const { client } = await assistant(server);
    let told = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      told += 1;
    });
    await vi.waitFor(async () => {
      await server.mcp.sessions?.announceTools();
      expect(told).toBeGreaterThan(0);
    });
  });

  it('asks back, and goes on with the answer', async () => {
    const server = await start();
    const { client, call } = await assistant(server, 'Claude Desktop on Stall', { elicitation: {} });
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      action: 'accept',
      content: { said: params.message },
    }));
    expect(JSON.parse(await call('try_ask', { message: 'Which stall?' }))).toEqual({
      action: 'accept',
      content: { said: 'Which stall?' },
    });
  });

  it('goes on in another connection when it ends one', async () => {
    const { call } = await assistant(await start());
    expect(await call('try_hang_up')).toBe('resumed');
  });

  it('refuses a key with the next request once it is revoked', async () => {
    const server = await start();
    const { call } = await assistant(server);
    await call('try_once', { what: 'a' });
    server.revokeKeyByHand('Claude Desktop on Stall');
    await expect(call('try_once', { what: 'a' })).rejects.toThrow();
    expect(server.mcp.tryout?.timesDone('a')).toBe(1);
  });

  it('is unknown after a restart, and to keys of another market', async () => {
    const server = await start();
    const { client, token } = await assistant(server);
    const sessionId = client.transport?.sessionId ?? '';
    const ask = async (key: string): Promise<number> => {
      const answer = await fetch(`${server.address}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          'mcp-session-id': sessionId,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
      await answer.body?.cancel();
      return answer.status;
    };
    const { token: elsewhere } = server.createKey('Claude elsewhere', demoPeople.ana.email, harbor.id);
    expect([await ask(token), await ask(elsewhere)]).toEqual([200, 404]);
    await server.mcp.sessions?.forget();
    expect(await ask(token)).toBe(404);
  });
});
