import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came in. */
export interface Call {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly headers: IncomingHttpHeaders;
}

/** A GET or a DELETE as it came in. */
export interface Visit {
  readonly verb: string;
  readonly headers: IncomingHttpHeaders;
}

/** Answers a message, or leaves it to the usual answer by returning false. */
export type Script = (call: Call, response: ServerResponse) => boolean | undefined;

/** Answers a GET or a DELETE, or leaves it to the usual refusal by returning false. */
export type VisitScript = (visit: Visit, response: ServerResponse) => boolean | undefined;

export interface ScriptedConvene {
  readonly address: string;
  /** Every message so far, in the order of arrival. */
  readonly calls: Call[];
  /** Every GET and DELETE so far. */
  readonly visits: Visit[];
  methods(): (string | undefined)[];
  script(next: Script): void;
  /** There is no stream and no farewell until this says otherwise. */
  scriptVisits(next: VisitScript): void;
  /** Lets go of connections that are kept open, as a server does before it restarts. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** An MCP server over HTTP that does as a test says, wrong things included. */
export async function startScriptedConvene(port = 0): Promise<ScriptedConvene> {
  const calls: Call[] = [];
  const visits: Visit[] = [];
  let script: Script = () => false;
  let visitScript: VisitScript = () => false;
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      const visit = { verb: request.method ?? '', headers: request.headers };
      visits.push(visit);
      if (visitScript(visit, response) !== true) answerStatus(response, 405);
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const call: Call = { ...JSON.parse(Buffer.concat(parts).toString()), headers: request.headers };
    calls.push(call);
    if (script(call, response) !== true) usual(call, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    visits,
    methods: () => calls.map(({ method }) => method),
    script(next) {
      script = next;
    },
    scriptVisits(next) {
      visitScript = next;
    },
    dropConnections: () => server.closeAllConnections(),
    async stop() {
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

export function answerJson(
  response: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
): true {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  return true;
}

export function answerStatus(
  response: ServerResponse,
  status: number,
  body: unknown = { error: 'No' },
): true {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
}

/** Server-sent events, left open; an event may have an id. */
export function openEvents(response: ServerResponse): (message: unknown, id?: string) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  return (message, id) =>
    void response.write(`${id ? `id: ${id}\n` : ''}event: message\ndata: ${JSON.stringify(message)}\n\n`);
}

export const replyTo = (call: Call, result: unknown): unknown => ({ jsonrpc: '2.0', id: call.id, result });

export const greeting = {
  protocolVersion: '2025-06-18',
  capabilities: { tools: {} },
  serverInfo: { name: 'scripted', version: '1' },
};

function usual(call: Call, response: ServerResponse): void {
  if (call.id === undefined) response.writeHead(202).end();
  else if (call.method === 'initialize') answerJson(response, replyTo(call, greeting));
  else answerJson(response, replyTo(call, { answered: call.method, asked: call.params ?? null }));
}
