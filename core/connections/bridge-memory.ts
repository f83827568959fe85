import { rm } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure } from '../files/file-failure.ts';
import { rememberedFolder, rememberedPath } from './bridge-memory-path.ts';

/** What bridges remember of Convene's answers: whose connection ends, of that nothing is left. */
export interface BridgeMemory {
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
  return {
    forget: (connectionId) => remove(rememberedPath(dataFolder, connectionId)),
    forgetAll: () => remove(rememberedFolder(dataFolder)),
  };
}
