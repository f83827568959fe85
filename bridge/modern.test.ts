import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asHeader } from './modern.ts';
import { always, type Reply, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import {
  answerJson,
  answerStatus,
  openEvents,
  replyTo,
  type ScriptedConvene,
  startScriptedConvene,
} from './testing/scripted-convene.ts';

let convene: ScriptedConvene;
let bridge: RunningBridge;
beforeEach(async () => {
  convene = await startScriptedConvene();
  const secret = secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`);
  bridge = runBridge(always(secret));
});
afterEach(async () => {
  await convene.stop();
  await bridge.end();
});

const version = '2026-07-28';
const meta = {
  'io.modelcontextprotocol/protocolVersion': version,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const ask = (method: string, params: Record<string, unknown> = {}): Promise<Reply> =>
  bridge.ask(method, { ...params, _meta: meta });
const refusal = (code: number, message: string) => ({ jsonrpc: '2.0', id: null, error: { code, message } });

describe('a request that carries its version', () => {
  it('needs no introduction, and its fields stand in the headers too', async () => {
    expect(await ask('tools/call', { name: 'get_dashboard' })).toMatchObject({
      result: { answered: 'tools/call' },
    });
    expect(convene.methods()).toEqual(['tools/call']);
    expect(convene.calls[0]?.headers).toMatchObject({
      'mcp-protocol-version': version,
      'mcp-method': 'tools/call',
      'mcp-name': 'get_dashboard',
    });
    expect(convene.visits).toEqual([]);
  });

  it('stands apart from a session that Claude has opened in the older way', async () => {
    convene.script((call, response) =>
      call.method === 'initialize'
        ? answerJson(response, replyTo(call, { protocolVersion: '2025-11-25' }), { 'mcp-session-id': 'one' })
        : false,
    );
    await bridge.introduce();
    await ask('resources/read', { uri: 'demo://ä' });
    const last = convene.calls.find(({ method }) => method === 'resources/read')?.headers;
    expect(last?.['mcp-session-id']).toBeUndefined();
    expect(last).toMatchObject({ 'mcp-protocol-version': version, 'mcp-name': asHeader('demo://ä') });
  });

  it.each([400, 404])('gets the server’s own error with status %i', async (status) => {
    convene.script((_, response) => answerStatus(response, status, refusal(-32601, 'Method not found')));
    expect((await ask('server/discover')).error).toEqual({ code: -32601, message: 'Method not found' });
  });

  it('gets a sentence where a server says nothing of the kind', async () => {
    convene.script((_, response) => answerStatus(response, 403));
    expect((await ask('server/discover')).error).toMatchObject({ data: { code: 'not-allowed' } });
  });

  it('mirrors the arguments that its tool wants to see', async () => {
    const inputSchema = {
      type: 'object',
      properties: {
        market: { type: 'string', 'x-mcp-header': 'Market' },
        place: { type: 'object', properties: { row: { type: 'integer', 'x-mcp-header': 'Row' } } },
        secret: { type: 'string' },
        bad: { type: 'string', 'x-mcp-header': 'no\r\nheader' },
      },
    };
    convene.script((call, response) =>
      call.method === 'tools/list'
        ? answerJson(response, replyTo(call, { tools: [{ name: 'look', inputSchema }] }))
        : false,
    );
    await ask('tools/list');
    const given = { market: 'Bäume', place: { row: 7 }, secret: 'x', bad: 'y' };
    await ask('tools/call', { name: 'look', arguments: given });
    const headers = Object.entries(convene.calls.at(-1)?.headers ?? {});
    expect(Object.fromEntries(headers.filter(([name]) => name.startsWith('mcp-param-')))).toEqual({
      'mcp-param-market': '=?base64?QsOkdW1l?=',
      'mcp-param-row': '7',
    });
  });

  it('is sent again with what has to be mirrored when its tool is known from another day', async () => {
    const inputSchema = { properties: { market: { type: 'string', 'x-mcp-header': 'Market' } } };
    convene.script((call, response) => {
      if (call.method === 'tools/list')
        return answerJson(response, replyTo(call, { tools: [{ name: 'look', inputSchema }] }));
      if (call.headers['mcp-param-market']) return false;
      return answerStatus(response, 400, refusal(-32020, 'Header mismatch'));
    });
    const given = { name: 'look', arguments: { market: 'quince' } };
    expect(await ask('tools/call', given)).toMatchObject({ result: { answered: 'tools/call' } });
    expect(convene.methods()).toEqual(['tools/call', 'tools/list', 'tools/call']);
    convene.script((_, response) => answerStatus(response, 400, refusal(-32020, 'Header mismatch')));
    expect((await ask('tools/call', given)).error).toEqual({ code: -32020, message: 'Header mismatch' });
  });

  it('is called off by hanging up alone', async () => {
    let hungUp = false;
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      response.once('close', () => {
        hungUp = true;
      });
      return true;
    });
    bridge.say({ jsonrpc: '2.0', id: 9, method: 'tools/call', params: { _meta: meta } });
    await vi.waitFor(() => expect(convene.methods()).toEqual(['tools/call']));
    bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 9 } });
    await vi.waitFor(() => expect(hungUp).toBe(true));
    await bridge.end();
    expect(convene.methods()).toEqual(['tools/call']);
    expect(bridge.said).toEqual([]);
  });
});

describe('a subscription', () => {
  const acknowledged = { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged' };
  const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };

  it('is made again when its stream breaks, and ended with Claude', async () => {
    const streams: ServerResponse[] = [];
    convene.script((call, response) => {
      if (call.method !== 'subscriptions/listen') return false;
      openEvents(response)(streams.length === 0 ? acknowledged : changed);
      streams.push(response);
      return true;
    });
    bridge.say({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { _meta: meta } });
    await vi.waitFor(() => expect(bridge.said).toEqual([acknowledged]));
    streams[0]?.destroy();
    await vi.waitFor(() => expect(bridge.said).toEqual([acknowledged, changed]), 5_000);
    await bridge.end();
    await vi.waitFor(() => expect(streams[1]?.destroyed).toBe(true));
  });

  it('that the server won’t have is refused', async () => {
    convene.script((_, response) => answerStatus(response, 404, refusal(-32601, 'Method not found')));
    expect((await ask('subscriptions/listen')).error?.code).toBe(-32601);
  });
});

describe('a value in a header', () => {
  it.each([
    ['us-west1', 'us-west1'],
    ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
    ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ])('%j is %s', (value, header) => {
    expect(asHeader(value)).toBe(header);
  });

  it('can always be sent and read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const header = asHeader(value);
        expect(header).toMatch(/^[\x20-\x7e\t]*$/);
        const [, encoded] = /^=\?base64\?(.*)\?=$/.exec(header) ?? [];
        expect(encoded === undefined ? header : Buffer.from(encoded, 'base64').toString('utf8')).toBe(value);
      }),
    );
  });
});
