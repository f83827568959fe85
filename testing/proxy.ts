/** For tests: a proxy on this computer for https, which leads every name to this computer. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface TestProxy {
  readonly address: string;
  /** `host:port` of each tunnel that was asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** `status` other than 200: it refuses each tunnel with that. */
export async function startProxy(status = 200): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('connection', keep);
  server.on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const there = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
    keep(there);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
