import { z } from 'zod';

/** When the person last looked at an organization's audit log, by Convene's clock. */
export const lookedFileSchema = z.strictObject({
  organizations: z.record(z.string(), z.strictObject({ lookedAt: z.iso.datetime({ offset: true }) })),
});
export type LookedFile = z.infer<typeof lookedFileSchema>;

export const neverLooked = (): LookedFile => ({ organizations: {} });
