import type { SkippedReason } from '../../shared/exposure.ts';
import type { FoundToken } from './search-file.ts';

/** What a worker is started with. `cancelled` holds one number, which is 1 once nobody wants the rest. */
export interface WorkerStart {
  readonly cancelled: SharedArrayBuffer;
  readonly uid: number | undefined;
}

/** A folder to be opened, or files to be searched. */
export type ScanTask = { readonly folder: string } | { readonly files: readonly string[] };

/** A worker answers each task with one `done`. What it found to do on the way comes before that, for whoever is free. */
export type WorkerAnswer =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'tasks'; readonly tasks: readonly ScanTask[] }
  | {
      readonly kind: 'done';
      readonly files: number;
      readonly bytes: number;
      readonly skipped: Partial<Record<SkippedReason, number>>;
      readonly found: readonly FoundToken[];
      readonly more: number;
    };
