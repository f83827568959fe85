import { ok, type Result } from '../../shared/result.ts';
import type { StateFile } from '../files/state-file.ts';
import type { WatchRecord, WatchStateFile } from './watch-state.ts';

/** What is noted of each connection. */
export type Records = ReturnType<typeof createWatchRecords>;

export function createWatchRecords(file: StateFile<WatchStateFile>) {
  return {
    async of(connectionId: string): Promise<Result<WatchRecord>> {
      const all = await file.read();
      return all.ok ? ok(all.value.connections[connectionId] ?? {}) : all;
    },
    async change(
      connectionId: string,
      change: (record: WatchRecord) => WatchRecord,
    ): Promise<Result<WatchRecord>> {
      const all = await file.update(({ connections }) => ({
        connections: { ...connections, [connectionId]: change(connections[connectionId] ?? {}) },
      }));
      return all.ok ? ok(all.value.connections[connectionId] ?? {}) : all;
    },
    /** Forgets connections that are no more. */
    async keepOnly(connectionIds: ReadonlySet<string>): Promise<Result<void>> {
      const all = await file.read();
      if (!all.ok) return all;
      if (Object.keys(all.value.connections).every((id) => connectionIds.has(id))) return ok(undefined);
      const kept = await file.update(({ connections }) => ({
        connections: Object.fromEntries(Object.entries(connections).filter(([id]) => connectionIds.has(id))),
      }));
      return kept.ok ? ok(undefined) : kept;
    },
  };
}
