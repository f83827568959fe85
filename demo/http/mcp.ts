import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { mcpPath } from '../../shared/convene/names.ts';
import type { DemoContext } from '../context.ts';
import { acceptKey, type KeyCaller } from '../keys/key-access.ts';
import { bearerOf, type DemoApp, type DemoHttpContext, ipOf } from './env.ts';
import { authInfoFor, callerIn } from './mcp-caller.ts';
import { createMcpSessions, type McpSessions } from './mcp-sessions.ts';
import { createMcpServer } from './mcp-tools.ts';
import { createTryoutTools, type TryoutTools } from './mcp-tryout-tools.ts';

export interface McpOptions {
  readonly answerAs: 'sse' | 'json';
  /** True: keeps sessions, as other servers of MCP do. */
  readonly sessions: boolean;
  /** True: adds tools that are slow, large or ask back. */
  readonly tryout: boolean;
}

/** As Convene does. */
export const plainMcp: McpOptions = { answerAs: 'sse', sessions: false, tryout: false };

/** What tests may do to the server's end. */
export interface McpControls {
  readonly sessions?: McpSessions;
  readonly tryout?: TryoutTools;
}

export function mcpControls(context: DemoContext, { sessions, tryout: wanted }: McpOptions): McpControls {
  const tryout = wanted ? createTryoutTools() : undefined;
  return {
    ...(tryout ? { tryout } : {}),
    ...(sessions ? { sessions: createMcpSessions(() => createMcpServer(context, callerIn, tryout)) } : {}),
  };
}

/**
 * MCP over Streamable HTTP. By itself without server sessions: each request stands alone and shows its key, so a
 * revoked key is refused with the very next request, whatever was open before; in a session it is as well.
 */
export function addMcpRoute(
  app: DemoApp,
  context: DemoContext,
  { answerAs }: McpOptions,
  { sessions, tryout }: McpControls,
): void {
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
  const accept = (c: DemoHttpContext): KeyCaller => acceptKey(context, bearerOf(c), 'mcp.request', ipOf(c));
  app.post(mcpPath, async (c) => {
    const caller = accept(c);
    if (sessions) return sessions.handle(c.req.raw, caller);
    const server = createMcpServer(context, callerIn, tryout);
    const transport = new WebStandardStreamableHTTPServerTransport({
      enableJsonResponse: answerAs === 'json',
    });
    await server.connect(transport);
    return transport.handleRequest(c.req.raw, { authInfo: authInfoFor(caller) });
  });
  app.on(['get', 'delete'], mcpPath, (c) => {
    const caller = accept(c);
    if (sessions && c.req.header('mcp-session-id')) return sessions.handle(c.req.raw, caller);
    // Nothing is ever pushed, so there is no stream to open and no session to end.
    return c.json({ error: 'Only POST is offered here' }, 405, { Allow: 'POST' });
  });
}
