import { z } from 'zod';

/** What the store and its child process say to each other, one JSON object a line. Secrets travel only in here. */
export const requestSchema = z.strictObject({
  id: z.int(),
  operation: z.enum(['get', 'set', 'delete']),
  service: z.string(),
  account: z.string(),
  secret: z.string().optional(),
});
export type Request = z.infer<typeof requestSchema>;

export const answerSchema = z.discriminatedUnion('kind', [
  /** `secret` is absent when the keychain surely has none of that account. */
  z.strictObject({ id: z.int(), kind: z.literal('done'), secret: z.string().optional() }),
  /** keytar's own library, or one that it needs, could not be loaded. */
  z.strictObject({ id: z.int(), kind: z.literal('not-loaded'), words: z.string() }),
  /** The keychain refused; its own words say why. */
  z.strictObject({ id: z.int(), kind: z.literal('refused'), words: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** One line. From Node 24 on, readline ends a line at these two as well, which JSON leaves as they are. */
export const toLine = (message: Request | Answer): string =>
  `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
