/** Rotations as they were kept before there were operations: all in `rotations.json`. */
import { z } from 'zod';
import { clientIdSchema } from '../../shared/client-id-schema.ts';
import { type RotateStep, rotateStepSchema } from '../../shared/rotation.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';
import type { OldJournal } from '../operations/migrate-v0.ts';
import type { Operation, StepState } from '../operations/operation.ts';
import type { RotationData } from './rotation-data.ts';

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

const rotationV0Schema = z.strictObject({
  connectionId: z.string().regex(connectionIdPattern),
  client: clientIdSchema,
  server: z.url(),
  /** Older files don't say. */
  personId: z.string().optional(),
  organization: z.strictObject({ id: z.string(), name: z.string() }),
  oldKey: keySchema,
  newKeyName: z.string(),
  newKey: keySchema.optional(),
  idempotencyKey: z.uuid(),
  begunAt: z.iso.datetime(),
  goingBack: z.boolean(),
  asks: z.boolean(),
  steps: z.array(rotateStepSchema),
});
const fileSchema = z.strictObject({
  pending: z.record(z.string().regex(connectionIdPattern), rotationV0Schema),
});

export const rotationsV0: OldJournal<z.infer<typeof fileSchema>> = {
  name: 'rotations.json',
  lock: 'rotations.lock',
  schema: fileSchema,
  operations: ({ pending }) => Object.values(pending).map(rotationOf),
};

function rotationOf(old: z.infer<typeof rotationV0Schema>): Operation<RotationData> {
  const { connectionId, server, personId, organization, begunAt, goingBack, asks, steps } = old;
  const { client, oldKey, newKeyName, newKey, idempotencyKey } = old;
  return {
    kind: 'rotation',
    version: 1,
    id: connectionId,
    owner: {
      server,
      organizationId: organization.id,
      organizationName: organization.name,
      ...(personId ? { personId } : {}),
    },
    begunAt,
    direction: goingBack ? 'back' : 'forward',
    // Whoever takes it back has said so.
    asks: asks && !goingBack,
    steps: steps.map(stepOf),
    data: { client, oldKey, newKeyName, ...(newKey ? { newKey } : {}), idempotencyKey },
  };
}

/** The lines that were shown are left out; and as the proof wasn't kept, the old key is asked for once more. */
function stepOf({ id, status, at, failure }: RotateStep): StepState {
  const begun = status === 'waiting' ? {} : { begun: true as const };
  if (id === 'old-revoked' && status === 'done') return { id, status: 'working', ...begun };
  return { id, status, ...begun, ...(at ? { at } : {}), ...(failure ? { failure } : {}) };
}
