/** Handovers as they were kept before there were operations: all in `handovers.json`. */
import { z } from 'zod';
import { connectionIdPattern } from '../keychain/accounts.ts';
import type { OldJournal } from '../operations/migrate-v0.ts';
import type { Operation, StepState } from '../operations/operation.ts';
import type { HandoverData } from './handover-data.ts';

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

const handoverV0Schema = z.strictObject({
  id: z.string().regex(connectionIdPattern),
  server: z.url(),
  /** Who began it; older files don't say. */
  personId: z.string().optional(),
  organization: z.strictObject({ id: z.string(), name: z.string() }),
  oldKey: keySchema,
  newKeyName: z.string(),
  newKey: keySchema.optional(),
  idempotencyKey: z.uuid(),
  begunAt: z.iso.datetime(),
  stage: z.enum(['to-make', 'to-place', 'placed']),
});
const fileSchema = z.strictObject({
  handovers: z.record(z.string().regex(connectionIdPattern), handoverV0Schema),
});

export const handoversV0: OldJournal<z.infer<typeof fileSchema>> = {
  name: 'handovers.json',
  lock: 'handovers.lock',
  schema: fileSchema,
  operations: ({ handovers }) => Object.values(handovers).map(handoverOf),
};

const begun = { begun: true } as const;
/** Of something placed its token may still be here, so that it is taken out once more. */
const stepsAt: Readonly<Record<z.infer<typeof handoverV0Schema>['stage'], StepState[]>> = {
  'to-make': [
    { id: 'key-made', status: 'working', ...begun },
    { id: 'key-placed', status: 'waiting' },
    { id: 'old-revoked', status: 'waiting' },
  ],
  'to-place': [
    { id: 'key-made', status: 'done', ...begun },
    { id: 'key-placed', status: 'waiting' },
    { id: 'old-revoked', status: 'waiting' },
  ],
  placed: [
    { id: 'key-made', status: 'done', ...begun },
    { id: 'key-placed', status: 'working', ...begun },
    { id: 'old-revoked', status: 'waiting' },
  ],
};

function handoverOf(old: z.infer<typeof handoverV0Schema>): Operation<HandoverData> {
  const { id, server, personId, organization, begunAt, stage, oldKey, newKeyName, newKey } = old;
  return {
    kind: 'handover',
    version: 1,
    id,
    owner: {
      server,
      organizationId: organization.id,
      organizationName: organization.name,
      ...(personId ? { personId } : {}),
    },
    begunAt,
    direction: 'forward',
    asks: true,
    steps: stepsAt[stage],
    data: {
      oldKey,
      newKeyName,
      ...(newKey ? { newKey } : {}),
      idempotencyKey: old.idempotencyKey,
      placed: stage === 'placed',
      finish: false,
    },
  };
}
