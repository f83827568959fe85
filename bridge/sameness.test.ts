import { createRequire } from 'node:module';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  McpError,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startDemoServer } from '../demo/server.ts';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { type BridgePlace, openBridgePlace } from './testing/bridge-program.ts';
import { startForeignServer } from './testing/foreign-server.ts';
import { startGitServer } from './testing/git-server.ts';

let place: BridgePlace;
beforeAll(async () => {
  place = openBridgePlace(await startKeyring());
});
afterAll(() => place.stop());

const leaving: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0).reverse()) await leave();
});

const { resolve: find } = createRequire(import.meta.url);

type Ask = readonly [method: string, params?: Record<string, unknown>];
const call = (name: string, given: Record<string, unknown> = {}): Ask => [
  'tools/call',
  { name, arguments: given },
];

/** A client that answers whatever a server may ask back, always in the same words. */
async function connected(transport: Transport): Promise<Client> {
  const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } };
  const client = new Client({ name: 'the same', version: '1.0.0' }, { capabilities });
  client.setRequestHandler(ListRootsRequestSchema, () => ({
    roots: [{ uri: 'file:///stall', name: 'Stall' }],
  }));
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' }));
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: JSON.stringify(params.messages) },
  }));
  await client.connect(transport);
  leaving.push(() => client.close());
  return client;
}

function direct(address: string, token: string): Promise<Client> {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const http = new StreamableHTTPClientTransport(new URL('/mcp', address), { requestInit });
  return connected(http as Transport);
}

/** Starts the bridge of one connection, as often as it is called. */
async function bridgeOf(address: string, token: string): Promise<() => Promise<Client>> {
  const { command, args, env } = await place.connect(address, token);
  return () => connected(new StdioClientTransport({ command, args, env, stderr: 'ignore' }));
}

interface Hearing {
  /** What the server says of itself, then for each question its answer or error, and its progress. */
  readonly answers: readonly unknown[];
  /** Progress of a question that was answered already. */
  readonly late: readonly unknown[];
}

/** What a client hears to its questions, one after the other. Progress counts for the question whose token it bears. */
async function heard(client: Client, asks: readonly Ask[]): Promise<Hearing> {
  const about = [client.getServerVersion(), client.getServerCapabilities(), client.getInstructions()];
  const progress: unknown[][] = asks.map(() => []);
  const late: unknown[] = [];
  let open: number | undefined;
  listenTo(client, {
    onAnswer: () => {
      open = undefined;
    },
    onProgress(params) {
      const { progressToken } = progressSchema.parse(params);
      if (progressToken === open) progress[progressToken]?.push(params);
      else late.push(params);
    },
  });
  const answers: unknown[] = [];
  for (const [progressToken, [method, params]] of asks.entries()) {
    open = progressToken;
    const answer = await client
      .request({ method, params: { ...params, _meta: { progressToken } } }, z.looseObject({}))
      .catch((error: unknown) =>
        error instanceof McpError ? { code: error.code, message: error.message, data: error.data } : error,
      );
    answers.push({ method, params, answer, progress: progress[progressToken] });
  }
  return JSON.parse(JSON.stringify({ answers: [...about, ...answers], late }, withoutMoments));
}
const progressSchema = z.looseObject({ progressToken: z.int() });

/** Listens beside the client, in the order in which everything comes: the client itself answers a little later. */
function listenTo(
  { transport }: Client,
  ears: { onAnswer(): void; onProgress(params: unknown): void },
): void {
  const [hear, say] = [transport?.onmessage, transport?.send.bind(transport)];
  if (!transport || !hear || !say) throw new Error('The client is not connected.');
  let asked: RequestId | undefined;
  transport.send = (message, options) => {
    if ('method' in message && 'id' in message) asked = message.id;
    return say(message, options);
  };
  transport.onmessage = (message, extra) => {
    if (!('method' in message)) {
      if (message.id === asked) ears.onAnswer();
    } else if (message.method === 'notifications/progress') ears.onProgress(message.params);
    hear(message, extra);
  };
}

/** The moment at which something was answered, and the session that it was answered in, can't be the same twice. */
function withoutMoments(name: string, value: unknown): unknown {
  if (/^(?:duration|timestamp|elapsed|executionTime)/i.test(name)) return '(a moment)';
  if (typeof value !== 'string') return value;
  return value
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(a session)')
    .replace(/("timestamp": )\d+/g, '$1(a moment)')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '(a moment)')
    .replace(/\d{1,2}:\d\d:\d\d(?:\s?[AP]M)?/g, '(a moment)');
}

/** Base64 hides a moment. */
const blob = 'demo://resource/dynamic/blob/1';

async function expectTheSame(address: string, token: string, asks: readonly Ask[]): Promise<void> {
  const expected = eachOnce((await heard(await direct(address, token), asks)).answers);
  expect(expected).toHaveLength(asks.length + 3);
  const start = await bridgeOf(address, token);
  const first = await start();
  expect(await heard(first, asks)).toEqual({ answers: expected, late: [] });
  await first.close();
  // From then on the welcome and the tools are told from memory.
  expect(await heard(await start(), asks)).toEqual({ answers: withPromise(expected), late: [] });
}

/** The one difference: the bridge promises to tell when the tools are others than those it remembers. */
function withPromise([server, capabilities, ...answers]: readonly unknown[]): unknown[] {
  const { tools, ...others } = capabilitiesSchema.parse(capabilities);
  return [server, { ...others, tools: { ...tools, listChanged: true } }, ...answers];
}
const capabilitiesSchema = z.looseObject({ tools: z.looseObject({}) });

/**
 * The official client takes a stream up again that ended with an error, and a server may then tell it everything that it has
 * said since, also of other questions. Through the bridge each step comes once, and none after the answer.
 */
const eachOnce = (answers: readonly unknown[]): unknown[] =>
  answers.map((one) =>
    typeof one === 'object' && one !== null && 'progress' in one && Array.isArray(one.progress)
      ? { ...one, progress: [...new Map(one.progress.map((step) => [JSON.stringify(step), step])).values()] }
      : one,
  );

const general: readonly Ask[] = [
  ['ping'],
  ['tools/list'],
  ['resources/list'],
  ['resources/templates/list'],
  ['prompts/list'],
  ['logging/setLevel', { level: 'error' }],
  ['prompts/get', { name: 'nobody' }],
  ['no/such/method'],
  call('no_such_tool'),
  ['tools/call', {}],
];

describe('each method gives the same answer through the bridge as directly', () => {
  it.each([
    ['as events', {}],
    ['as JSON', { mcpAnswers: 'json' as const }],
    ['in a session', { mcpSessions: true, mcpTryoutTools: true }],
  ])('from the demo market, %s', async (_, options) => {
    const convene = await startDemoServer({ inMemory: true, ...options });
    leaving.push(() => convene.stop());
    const { token } = convene.createKey('Claude Desktop on Stall');
    const { tools } = await (await direct(convene.address, token)).listTools();
    const reading = tools
      .filter(({ annotations }) => annotations?.readOnlyHint)
      .map(({ name }) => call(name));
    await expectTheSame(convene.address, token, [
      ...general,
      ...reading,
      call('get_booking', { id: 123 }),
      call('approve_booking', { id: 'abc' }),
      ...('mcpTryoutTools' in options
        ? [
            call('try_steps', { steps: 20 }),
            call('try_large', { bytes: 2_000_000 }),
            call('try_ask', { message: 'Which stall?' }),
            call('try_hang_up'),
          ]
        : []),
    ]);
  });

  it('from server-everything', async () => {
    const program = find('@modelcontextprotocol/server-everything/dist/index.js');
    const server = await startForeignServer([program, 'streamableHttp'], (PORT) => ({ PORT }));
    leaving.push(() => server.stop());
    await expectTheSame(server.address, 'nobody-asks', [
      ...general,
      ...['get-env', 'get-tiny-image', 'get-resource-links', 'get-roots-list'].map((name) => call(name)),
      ...['trigger-elicitation-request', 'toggle-subscriber-updates'].map((name) => call(name)),
      call('echo', { message: 'Grüße\nan\u2028alle 🍏' }),
      call('get-annotated-message', { messageType: 'success', includeImage: true }),
      call('get-resource-reference', { resourceType: 'Text', resourceId: 2 }),
      call('get-structured-content', { location: 'Chicago' }),
      call('get-sum', { a: 1, b: 2 }),
      call('get-sum', { a: 'x' }),
      call('gzip-file-as-resource', { name: 'a.gz', data: 'data:text/plain,apples', outputType: 'resource' }),
      call('trigger-sampling-request', { prompt: 'Which stall?', maxTokens: 7 }),
      call('trigger-long-running-operation', { duration: 0.5, steps: 5 }),
      call('simulate-research-query', { topic: 'apples' }),
      ['resources/read', { uri: 'demo://resource/static/document/features.md' }],
      ['resources/read', { uri: 'demo://resource/dynamic/text/7' }],
      ['resources/read', { uri: 'demo://nowhere' }],
      ['resources/subscribe', { uri: blob }],
      ['resources/unsubscribe', { uri: blob }],
      ['prompts/get', { name: 'simple-prompt' }],
      ['prompts/get', { name: 'args-prompt', arguments: { city: 'Berlin', state: 'BE' } }],
      ['prompts/get', { name: 'resource-prompt', arguments: { resourceType: 'Text', resourceId: '1' } }],
      [
        'completion/complete',
        {
          ref: { type: 'ref/prompt', name: 'completable-prompt' },
          argument: { name: 'department', value: 'E' },
        },
      ],
      ['tasks/list'],
    ]);
  });

  it('from git-mcp-server', async () => {
    const server = await startGitServer();
    leaving.push(() => server.stop());
    const path = { path: server.repository };
    await expectTheSame(server.address, 'nobody-asks', [
      ...general,
      call('git_status', path),
      call('git_log', path),
      call('git_diff', path),
      call('git_show', { ...path, object: 'HEAD' }),
      call('git_blame', { ...path, filePath: 'stalls.txt' }),
      call('git_branch', { ...path, mode: 'list' }),
      call('git_tag', { ...path, mode: 'list' }),
      call('git_reflog', path),
      call('git_remote', { ...path, mode: 'list' }),
      call('git_status', { path: '/nowhere' }),
      call('git_wrapup_instructions', { acknowledgement: 'yes' }),
      ['resources/read', { uri: 'git://working-directory' }],
      ['prompts/get', { name: 'git_wrapup', arguments: {} }],
    ]);
  });
});
