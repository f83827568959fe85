/** The built page for a browser: the same files with the same policy as the app's own scheme gives them. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { appFiles, ownPage } from '../../main/shell/app-protocol.ts';

export interface PageServer {
  /** Of the page itself. */
  readonly address: string;
  stop(): Promise<void>;
}

export async function startPageServer(): Promise<PageServer> {
  const built = resolve('out/renderer');
  if (!existsSync(built)) throw new Error('The page isn’t built: npm run build.');
  const answer = appFiles(built);
  const server = createServer(async (request, response) => {
    const found = await answer({ url: new URL(request.url ?? '/', ownPage).href });
    response.writeHead(found.status, Object.fromEntries(found.headers));
    response.end(Buffer.from(await found.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${new URL(ownPage).pathname}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
