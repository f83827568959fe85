import { z } from 'zod';

/** Why our entry is thought to be gone. Decided when its absence is first seen, and kept until it is there again. */
export const removalCauses = [
  /** The program dropped it at its start, or it went while the program wasn't running. */
  'vanished',
  /** It went while nobody was watching; it is put back only when the person says so. */
  'unexplained',
  /** The person took it out. */
  'disconnected',
] as const;
export type RemovalCause = (typeof removalCauses)[number];

const recordSchema = z.strictObject({
  gone: z.strictObject({ why: z.enum(removalCauses), at: z.iso.datetime() }).optional(),
  putBack: z.strictObject({ times: z.int().nonnegative(), lastAt: z.iso.datetime() }).optional(),
});
export type WatchRecord = z.infer<typeof recordSchema>;

/** What must outlive the companion: else an entry would be put back for ever, or what was removed would come again. */
export const watchStateSchema = z.strictObject({ connections: z.record(z.string(), recordSchema) });
export type WatchStateFile = z.infer<typeof watchStateSchema>;

export const nothingWatched = (): WatchStateFile => ({ connections: {} });

/** How often our entry is put back without asking. */
export const putBackAtMost = 3;

/** Milliseconds of peace after which the count begins anew: a day. */
const peaceMs = 24 * 60 * 60 * 1000;

/** How often it was put back lately. */
export function timesPutBack({ putBack }: WatchRecord, now: Date): number {
  if (!putBack) return 0;
  return now.getTime() - Date.parse(putBack.lastAt) >= peaceMs ? 0 : putBack.times;
}
