/** Replacing a key by a new one, without anything ceasing to work. */
import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';
import { failureSchema } from './failure-schema.ts';
import { proofSchema } from './keys/key-view.ts';

/** In order: a key is taken out of use only after its successor was proven; its name is free once it is revoked. */
export const rotateStepIds = ['key-made', 'key-proven', 'key-in-use', 'old-revoked', 'name-kept'] as const;
export const rotateStepIdSchema = z.enum(rotateStepIds);
export type RotateStepId = z.infer<typeof rotateStepIdSchema>;

export const rotateStepSchema = z.strictObject({
  id: rotateStepIdSchema,
  status: z.enum(['waiting', 'working', 'done', 'failed']),
  /** When it was settled. */
  at: z.iso.datetime().optional(),
  failure: failureSchema.optional(),
  /** What the step found, in a line fit to show: the new key's hint, the answer of the tool. */
  fact: z.string().optional(),
});
export type RotateStep = z.infer<typeof rotateStepSchema>;

/** A rotation that has begun and isn't finished. */
export const rotationViewSchema = z.strictObject({
  connectionId: z.string(),
  client: clientIdSchema,
  organizationName: z.string(),
  oldKey: z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() }),
  newKeyName: z.string(),
  /** `paused`: can be gone on with; `going-back`: the old key is put back and the new one revoked. */
  phase: z.enum(['running', 'paused', 'going-back']),
  /** Once the old key is being revoked there is no way back, only forward. */
  canRollBack: z.boolean(),
  steps: z.array(rotateStepSchema),
});
export type RotationView = z.infer<typeof rotationViewSchema>;

/** A rotation that is finished, but for the name perhaps, which follows by itself: which key took which one's place, and the proof that the old one is gone. */
export const rotatedSchema = z.strictObject({
  connectionId: z.string(),
  client: clientIdSchema,
  oldKeyName: z.string(),
  oldTokenHint: z.string(),
  newKey: z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() }),
  steps: z.array(rotateStepSchema),
  proof: proofSchema,
});
export type Rotated = z.infer<typeof rotatedSchema>;

/**
 * A key that the companion doesn't hold is replaced by the person: we make the new one, they put it in the old one's place,
 * and then the old one goes. Two keys work until that.
 */
export const handoverViewSchema = z.strictObject({
  id: z.string(),
  organizationId: z.string(),
  oldKey: z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() }),
  newKeyName: z.string(),
  /** Once Convene has made it. */
  newKey: z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() }).optional(),
  /** `to-place`: its token waits in the keychain to be copied. `placed`: the person says that it is in its place. */
  stage: z.enum(['to-make', 'to-place', 'placed']),
});
export type HandoverView = z.infer<typeof handoverViewSchema>;

export const rotationsViewSchema = z.strictObject({
  rotations: z.array(rotationViewSchema),
  handovers: z.array(handoverViewSchema),
});
export type RotationsView = z.infer<typeof rotationsViewSchema>;
