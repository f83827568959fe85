import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoServer, type DemoServerOptions, startDemoServer } from '../demo/server.ts';

export interface DemoServers {
  /** A server on a market that nobody has touched. Stopping it takes its data along. */
  start(options?: DemoServerOptions): Promise<DemoServer>;
  /** Forgets the market that the servers start with. */
  close(): void;
}

/** Demo servers one after another: the market is made once, which takes longest, and copied for each. */
export async function seededDemoServers(): Promise<DemoServers> {
  const seeded = mkdtempSync(join(tmpdir(), 'market-seeded-'));
  await (await startDemoServer({ dataFolder: seeded })).stop();
  return {
    async start(options) {
      const dataFolder = mkdtempSync(join(tmpdir(), 'market-'));
      cpSync(seeded, dataFolder, { recursive: true });
      const server = await startDemoServer({ ...options, dataFolder });
      return {
        ...server,
        async stop() {
          await server.stop();
          rmSync(dataFolder, { recursive: true, force: true });
        },
      };
    },
    close: () => rmSync(seeded, { recursive: true, force: true }),
  };
}
