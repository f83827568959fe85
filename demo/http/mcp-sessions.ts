import { randomUUID } from 'node:crypto';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  type EventStore,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { KeyCaller } from '../keys/key-access.ts';
import { authInfoFor } from './mcp-caller.ts';

/** MCP with sessions on the server: streams that can be taken up again, and messages that nobody asked for. */
export interface McpSessions {
  handle(request: Request, caller: KeyCaller): Promise<Response>;
  count(): number;
  /** Forgets every session, as a restart does. */
  forget(): Promise<void>;
  /** Tells every assistant that the tools have changed. */
  announceTools(): Promise<void>;
}

interface Session {
  readonly organizationId: string;
  readonly server: Server;
  readonly transport: WebStandardStreamableHTTPServerTransport;
}

/** The oldest goes when there are more. */
const mostSessions = 1_000;
/** Milliseconds that a client is asked to wait before it takes up a stream. */
const retryInterval = 20;

export function createMcpSessions(createServer: () => Server): McpSessions {
  const sessions = new Map<string, Session>();

  async function open(caller: KeyCaller): Promise<Session> {
    const server = createServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: rememberEvents(),
      retryInterval,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const session = { organizationId: caller.organizationId, server, transport };
    await server.connect(transport);
    const [oldest] = sessions.keys();
    if (oldest !== undefined && sessions.size >= mostSessions) sessions.delete(oldest);
    return session;
  }

  return {
    async handle(request, caller) {
      const id = request.headers.get('mcp-session-id');
      const session = id === null ? await open(caller) : sessions.get(id);
      if (session?.organizationId !== caller.organizationId) {
        const error = { code: -32001, message: 'Session not found' };
        return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 404 });
      }
      return session.transport.handleRequest(request, { authInfo: authInfoFor(caller) });
    },
    count: () => sessions.size,
    async forget() {
      const all = [...sessions.values()];
      sessions.clear();
      for (const { server } of all) await server.close();
    },
    async announceTools() {
      for (const { server } of sessions.values()) await server.sendToolListChanged();
    },
  };
}

/** Events of one session that may be asked for again; the oldest are dropped. */
const mostEvents = 1_000;

function rememberEvents(): EventStore {
  const events: { readonly id: string; readonly streamId: string; readonly message: JSONRPCMessage }[] = [];
  let last = 0;
  return {
    async storeEvent(streamId, message) {
      last += 1;
      const id = `${streamId}:${last}`;
      events.push({ id, streamId, message });
      if (events.length > mostEvents) events.shift();
      return id;
    },
    async getStreamIdForEventId(eventId) {
      return events.find(({ id }) => id === eventId)?.streamId;
    },
    async replayEventsAfter(lastEventId, { send }) {
      const from = events.findIndex(({ id }) => id === lastEventId);
      const streamId = events[from]?.streamId ?? '';
      for (const { id, message } of events.slice(from + 1).filter((one) => one.streamId === streamId)) {
        // An event without a message only marks the beginning.
        if ('jsonrpc' in message) await send(id, message);
      }
      return streamId;
    },
  };
}
