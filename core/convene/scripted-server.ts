/** For tests: an HTTP server on this computer that answers whatever a test wants, right or wrong. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answerer = (response: ServerResponse, request: Received) => void;

export interface ScriptedServer {
  readonly address: string;
  /** In the order in which they came. */
  readonly received: Received[];
  /** What it does from now on. */
  answer(answerer: Answerer): void;
  stop(): Promise<void>;
}

export async function startScriptedServer(answerer: Answerer): Promise<ScriptedServer> {
  let current = answerer;
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', headers, url = '/' } = incoming;
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const body = Buffer.concat(chunks).toString();
    const request: Received = { method, path: pathname, query: searchParams, headers, body };
    received.push(request);
    current(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    received,
    answer: (next) => {
      current = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const answerJson =
  (body: unknown, status = 200): Answerer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const answerText =
  (
    body: string | Buffer,
    contentType: string,
    status = 200,
    headers: Record<string, string> = {},
  ): Answerer =>
  (response) =>
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);

export const answerHtml = (status = 200): Answerer =>
  answerText('<!doctype html><h1>Welcome to the market hall’s Wi-Fi</h1>', 'text/html', status);

/** The connection ends without a word. */
export const hangUp: Answerer = (response) => response.socket?.resetAndDestroy();

/** Nothing, for as long as anybody waits. */
export const saySilence: Answerer = () => {};

/** Each request gets the next answer; the last one goes on for ever. */
export function inOrder(...answerers: readonly [Answerer, ...Answerer[]]): Answerer {
  const left = [...answerers];
  return (response, request) => {
    const [next] = left;
    if (left.length > 1) left.shift();
    next?.(response, request);
  };
}
