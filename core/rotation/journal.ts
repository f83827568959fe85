import { z } from 'zod';
import { clientIdSchema } from '../../shared/client-id-schema.ts';
import {
  type RotateStep,
  type RotateStepId,
  rotateStepIds,
  rotateStepSchema,
} from '../../shared/rotation.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

/**
 * Rotations that have begun, by connection: written before and after each step, so that the next start can finish them
 * or take them back. No secrets: the idempotency key only makes a repeated creation answer the same key.
 */
export const rotationJournalSchema = z.strictObject({
  pending: z.record(
    z.string().regex(connectionIdPattern),
    z.strictObject({
      connectionId: z.string().regex(connectionIdPattern),
      client: clientIdSchema,
      server: z.url(),
      /** Who began it; older files don't say. */
      personId: z.string().optional(),
      organization: z.strictObject({ id: z.string(), name: z.string() }),
      oldKey: keySchema,
      /** The name that was asked for; `newKey` once Convene has answered. */
      newKeyName: z.string(),
      newKey: keySchema.optional(),
      idempotencyKey: z.uuid(),
      /** By the server's clock where it is known, else by this computer's. */
      begunAt: z.iso.datetime(),
      goingBack: z.boolean(),
      /** What the last try ended with needs the person's word before it is tried again. */
      asks: z.boolean(),
      steps: z.array(rotateStepSchema),
    }),
  ),
});
export type RotationJournal = z.infer<typeof rotationJournalSchema>;
export type PendingRotation = RotationJournal['pending'][string];

export const noRotations = (): RotationJournal => ({ pending: {} });

export const freshRotateSteps = (): RotateStep[] => rotateStepIds.map((id) => ({ id, status: 'waiting' }));

export const withRotateStep = (pending: PendingRotation, step: RotateStep): PendingRotation => ({
  ...pending,
  steps: pending.steps.map((one) => (one.id === step.id ? step : one)),
});

const statusOf = (pending: PendingRotation, id: RotateStepId): RotateStep['status'] =>
  pending.steps.find((step) => step.id === id)?.status ?? 'waiting';

export const isStepDone = (pending: PendingRotation, id: RotateStepId): boolean =>
  statusOf(pending, id) === 'done';

/** Whether a step may have acted, however it ended. */
export const hasBegun = (pending: PendingRotation, id: RotateStepId): boolean =>
  statusOf(pending, id) !== 'waiting';
