/** Which tokens reach which server, as the server itself sees them: for servers that run in this process. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

export interface SentTokens {
  /** Every token that came to the server on this port, in whatever request. */
  to(port: number): readonly string[];
  stop(): void;
}

const channel = 'http.server.request.start';

export function watchSentTokens(): SentTokens {
  const sent: { port: number | undefined; token: string }[] = [];
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    if (token !== undefined) sent.push({ port: request.socket.localPort, token });
  };
  subscribe(channel, note);
  return {
    to: (port) => sent.filter((one) => one.port === port).map(({ token }) => token),
    stop: () => void unsubscribe(channel, note),
  };
}
