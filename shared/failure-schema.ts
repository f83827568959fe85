import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';
import { type Failure, failureCodes, failureReasons, fileEncodings } from './failure.ts';

/** A failure as it crosses the bridge or stands in a file. Apart from `failure.ts`, so that small programs need no zod. */
export const failureSchema = z.strictObject({
  code: z.enum(failureCodes),
  client: clientIdSchema.optional(),
  path: z.string().optional(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  name: z.string().optional(),
  command: z.string().optional(),
  free: z.string().optional(),
  status: z.int().optional(),
  cause: z.enum(failureCodes).optional(),
  at: z.iso.datetime().optional(),
  reason: z.enum(failureReasons).optional(),
  encoding: z.enum(fileEncodings).optional(),
  detail: z.string().optional(),
}) satisfies z.ZodType<Failure>;

/** What every operation that can go wrong answers, around the schema of its value. */
export const resultSchema = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value }),
    z.strictObject({ ok: z.literal(false), error: failureSchema }),
  ]);
