import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { mcpPath } from '../../shared/convene/names.ts';
import type { DemoContext } from '../context.ts';
import { acceptKey, type KeyCaller } from '../keys/key-access.ts';
import { callEndpoint, type Endpoint, type Tool } from '../market/endpoint.ts';
import { endpoints } from '../market/endpoints.ts';
import { Refusal } from '../refusal.ts';
import { bearerOf, type DemoApp, ipOf } from './env.ts';

/**
 * MCP over Streamable HTTP without server sessions: each request stands alone and shows its key, so a revoked key
 * is refused with the very next request, whatever was open before.
 */
export function addMcpRoute(app: DemoApp, context: DemoContext, answerAs: 'sse' | 'json'): void {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: mcpPath,
    summary: 'MCP (Streamable HTTP); its tools mirror the REST endpoints',
    tags: ['For API keys'],
    security: [{ apiKey: [] }],
    responses: {
      200: { description: 'JSON-RPC, as JSON or as an event stream' },
      401: { description: 'Refused' },
    },
  });
  app.post(mcpPath, async (c) => {
    const caller = acceptKey(context, bearerOf(c), 'mcp.request', ipOf(c));
    const server = serverFor(context, caller);
    const transport = new WebStandardStreamableHTTPServerTransport({
      enableJsonResponse: answerAs === 'json',
    });
    await server.connect(transport);
    return transport.handleRequest(c.req.raw);
  });
  // Nothing is ever pushed, so there is no stream to open and no session to end.
  app.on(['get', 'delete'], mcpPath, (c) => {
    acceptKey(context, bearerOf(c), 'mcp.request', ipOf(c));
    return c.json({ error: 'Only POST is offered here' }, 405, { Allow: 'POST' });
  });
}

const tools = new Map(
  endpoints.flatMap((endpoint) => endpoint.tools.map((tool) => [tool.name, { tool, endpoint }] as const)),
);
const listed = [...tools.values()].map(({ tool, endpoint }) => listTool(tool, endpoint));

function listTool({ name, title, description, preset = {} }: Tool, { method, input }: Endpoint) {
  const shape = { ...input.path.shape, ...input.query.shape, ...input.body.shape };
  const asked = Object.fromEntries(Object.entries(shape).filter(([field]) => !(field in preset)));
  const schema = z.toJSONSchema(z.object(asked), { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return {
    name,
    title,
    description,
    inputSchema: { ...schema, type: 'object' as const },
    annotations: { title, readOnlyHint: method === 'get', destructiveHint: false, openWorldHint: false },
  };
}

function serverFor(context: DemoContext, caller: KeyCaller): Server {
  const server = new Server(
    { name: 'convene', title: 'Convene Markets', version: '1.0.0' },
    {
      capabilities: { tools: {} },
      instructions:
        'Helps to run a farmers or makers market on Convene. Start with get_dashboard when asked what is pending.',
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const found = tools.get(params.name);
    if (!found) throw new McpError(ErrorCode.InvalidParams, `There is no tool called ${params.name}.`);
    return callTool(() =>
      callEndpoint(context, caller, found.endpoint, { ...params.arguments, ...found.tool.preset }),
    );
  });
  return server;
}

/** What a tool can't do is an answer that the assistant reads, and no error of the protocol. */
function callTool(call: () => Record<string, unknown>): CallToolResult {
  try {
    const structuredContent = call();
    return {
      content: [{ type: 'text', text: JSON.stringify(structuredContent, null, 2) }],
      structuredContent,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const text = error.status === 404 ? 'Convene knows no such number in this market.' : error.message;
    return { isError: true, content: [{ type: 'text', text: error.errors?.join('\n') ?? text }] };
  }
}
