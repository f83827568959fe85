import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type {
  CallToolRequest,
  CallToolResult,
  ServerNotification,
  ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Tools that do what a market never would: take long, answer much, ask back. For tests of what is in between. */
export interface TryoutTools {
  readonly listed: readonly { name: string; description: string; inputSchema: { type: 'object' } }[];
  /** Nothing when there is no such tool. */
  call(server: Server, params: CallToolRequest['params'], extra: Extra): Promise<CallToolResult> | undefined;
  /** How often `try_once` was called with this text. */
  timesDone(what: string): number;
}

type Perform = (given: Record<string, unknown>, extra: Extra, server: Server) => Promise<string>;

export function createTryoutTools(): TryoutTools {
  const done = new Map<string, number>();
  const tools: Record<string, readonly [description: string, perform: Perform]> = {
    try_wait: [
      'Answers after `milliseconds`.',
      async ({ milliseconds }, { signal }) => {
        await pause(Number(milliseconds), undefined, { signal }).catch(() => {});
        return signal.aborted ? 'called off' : 'waited';
      },
    ],
    try_large: ['Answers with `bytes` characters.', async ({ bytes }) => 'x'.repeat(Number(bytes))],
    try_steps: [
      'Reports `steps` steps of progress before it answers.',
      async ({ steps }, { sendNotification, _meta }) => {
        const progressToken = _meta?.progressToken;
        for (let progress = 1; progressToken !== undefined && progress <= Number(steps); progress += 1) {
          await sendNotification({
            method: 'notifications/progress',
            params: { progressToken, progress, total: Number(steps) },
          });
        }
        return 'stepped';
      },
    ],
    try_hang_up: [
      'Ends the connection of its answer, which goes on in another one.',
      async (_, { closeSSEStream }) => {
        closeSSEStream?.();
        await pause(10);
        return 'resumed';
      },
    ],
    try_ask: [
      'Asks the assistant’s person for `message`, and answers with what was said.',
      async ({ message }, { requestId }, server) =>
        JSON.stringify(
          await server.elicitInput(
            { message: String(message), requestedSchema: { type: 'object', properties: {} } },
            { relatedRequestId: requestId },
          ),
        ),
    ],
    try_once: [
      'Counts that `what` was done.',
      async ({ what }) => {
        const times = (done.get(String(what)) ?? 0) + 1;
        done.set(String(what), times);
        return String(times);
      },
    ],
  };
  return {
    listed: Object.entries(tools).map(([name, [description]]) => ({
      name,
      description,
      inputSchema: { type: 'object' },
    })),
    call(server, { name, arguments: given = {} }, extra) {
      const perform = tools[name]?.[1];
      return perform?.(given, extra, server).then((text) => ({ content: [{ type: 'text', text }] }));
    },
    timesDone: (what) => done.get(what) ?? 0,
  };
}
