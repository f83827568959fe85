import type { SkippedReason } from '../../shared/scan.ts';
import type { FoundToken } from './search-file.ts';

/** What a worker is started with. `cancelled` holds one number, which is 1 once nobody wants the rest. */
export interface WorkerStart {
  readonly cancelled: SharedArrayBuffer;
  readonly uid: number | undefined;
}

/** Folders to be opened and files to be searched, which lie in one folder. */
export interface ScanTask {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** A worker answers each task with one `done`. What it found to do on the way comes before that, for whoever is free. */
export type WorkerAnswer =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'more-to-do'; readonly folders: readonly string[]; readonly files: readonly string[][] }
  | {
      readonly kind: 'done';
      readonly files: number;
      readonly bytes: number;
      readonly skipped: Partial<Record<SkippedReason, number>>;
      readonly found: readonly FoundToken[];
      readonly more: number;
    };
