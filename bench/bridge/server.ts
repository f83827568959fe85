import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An MCP server that takes next to no time of its own, so that what is measured is what lies before it. It answers as
 * events, as the SDK does, without sessions, and counts every request that comes
 * in, whatever it asks for, until it is asked for its tools.
 */
export function serveForBench(): void {
  let requests = 0;
  let untilTools = 0;
  const server = createServer(async (request, response) => {
    if (request.url === '/count') {
      response.end(String(untilTools));
      requests = 0;
      return;
    }
    requests += 1;
    if (request.url !== '/mcp') return void response.writeHead(404).end();
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { id, method, params } = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (id === undefined) return void response.writeHead(202).end();
    if (method === 'tools/list') untilTools = requests;
    const message = { jsonrpc: '2.0', id, result: resultOf(method, params) };
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.end(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
  process.stdin.once('end', () => process.exit(0)).resume();
}

const tools = ['small', 'large'].map((name) => ({
  name,
  description: 'Answers with text.',
  inputSchema: { type: 'object' },
}));
const large = 'All the apples of the market. '.repeat(35_000);

function resultOf(method: string, params: { name?: string; protocolVersion?: string } | undefined): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'bench', version: '1.0.0' },
      };
    case 'tools/list':
      return { tools };
    case 'tools/call':
      return { content: [{ type: 'text', text: params?.name === 'large' ? large : 'apples' }] };
    default:
      return {};
  }
}
