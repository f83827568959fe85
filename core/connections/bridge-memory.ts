import { readFile, rm } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure } from '../files/file-failure.ts';
import { rememberedFolder, rememberedPath } from './bridge-memory-path.ts';

/** What `bridge/memory.ts` writes when Convene has refused its key, in place of all that it remembered. */
const refusalNote = '{"refused":true}';

/** What bridges remember of Convene's answers: whose connection ends, of that nothing is left. */
export interface BridgeMemory {
  /** Whether Convene has refused the key that the bridge had last. */
  isRefused(connectionId: string): Promise<boolean>;
  /** Convene takes its key, or it has another one. */
  forgetRefusal(connectionId: string): Promise<void>;
  forget(connectionId: string): Promise<Result<void>>;
  forgetAll(): Promise<Result<void>>;
}

export function createBridgeMemory(dataFolder: string): BridgeMemory {
  async function remove(path: string | undefined): Promise<Result<void>> {
    if (path === undefined) return ok(undefined);
    try {
      await rm(path, { recursive: true, force: true });
      return ok(undefined);
    } catch (error) {
      return failed(storageFailure(path, error));
    }
  }
  /** Anything but that very note says nothing of the key. */
  async function isRefused(connectionId: string): Promise<boolean> {
    const path = rememberedPath(dataFolder, connectionId);
    const text = path === undefined ? '' : await readFile(path, 'utf8').catch(() => '');
    return text === refusalNote;
  }
  return {
    isRefused,
    async forgetRefusal(connectionId) {
      if (await isRefused(connectionId)) await remove(rememberedPath(dataFolder, connectionId));
    },
    forget: (connectionId) => remove(rememberedPath(dataFolder, connectionId)),
    forgetAll: () => remove(rememberedFolder(dataFolder)),
  };
}
