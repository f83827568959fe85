import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  SetLevelRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import type { KeyCaller } from '../keys/key-access.ts';
import { callEndpoint, type Endpoint, type Tool } from '../market/endpoint.ts';
import { endpoints } from '../market/endpoints.ts';
import { Refusal } from '../refusal.ts';
import type { TryoutTools } from './mcp-tryout-tools.ts';

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

/** The market's tools for whoever calls; `tryout` adds tools that only tests want. */
export function createMcpServer(
  context: DemoContext,
  callerOf: (authInfo: unknown) => KeyCaller,
  tryout: TryoutTools | undefined,
): Server {
  const server = new Server(
    { name: 'convene', title: 'Convene Markets', version: '1.0.0' },
    {
      capabilities: { tools: tryout ? { listChanged: true } : {}, ...(tryout ? { logging: {} } : {}) },
      instructions:
        'Helps to run a farmers or makers market on Convene. Start with get_dashboard when asked what is pending.',
    },
  );
  if (tryout) server.setRequestHandler(SetLevelRequestSchema, () => ({}));
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...listed, ...(tryout?.listed ?? [])] }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => {
    const caller = callerOf(extra.authInfo);
    const trying = tryout?.call(server, params, extra);
    if (trying) return trying;
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
