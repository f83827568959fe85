/** Connecting as it was kept before there were operations: `connect-<client>.json` for each client. */
import { z } from 'zod';
import { clientIdSchema } from '../../shared/client-id-schema.ts';
import type { ClientId } from '../../shared/clients.ts';
import { type ConnectStep, connectStepSchema, entryPreviewSchema } from '../../shared/connect-view.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';
import type { OldJournal } from '../operations/migrate-v0.ts';
import type { Operation, StepState } from '../operations/operation.ts';
import type { ConnectData } from './connect-data.ts';

const pendingSchema = z.strictObject({
  client: clientIdSchema,
  connectionId: z.string().regex(connectionIdPattern),
  server: z.url(),
  /** Absent in older files, and for a pasted key. */
  personId: z.string().optional(),
  organization: z.strictObject({ id: z.string(), name: z.string() }),
  source: z.enum(['session', 'pasted-key']),
  deviceName: z.string(),
  idempotencyKey: z.uuid(),
  preview: entryPreviewSchema,
  keyId: z.string().optional(),
  tokenHint: z.string().optional(),
  writtenAt: z.iso.datetime().optional(),
  startAgain: z.strictObject({ program: z.string().optional() }).optional(),
  putBack: z.int().nonnegative(),
  undoing: z.boolean(),
  steps: z.array(connectStepSchema),
});
const fileSchema = z.strictObject({ pending: pendingSchema.nullable() });

/** `now`: when it is turned into an operation; the old file doesn't say when it was begun. */
export const connectV0 = (client: ClientId, now: () => Date): OldJournal<z.infer<typeof fileSchema>> => ({
  name: `connect-${client}.json`,
  lock: `connect-${client}.lock`,
  schema: fileSchema,
  operations: ({ pending }) => (pending ? [connectOperationOf(pending, now())] : []),
});

function connectOperationOf(old: z.infer<typeof pendingSchema>, now: Date): Operation<ConnectData> {
  const { server, personId, organization, undoing, steps, ...data } = old;
  return {
    kind: 'connect',
    version: 1,
    id: data.client,
    owner: {
      server,
      organizationId: organization.id,
      organizationName: organization.name,
      ...(personId ? { personId } : {}),
    },
    begunAt: now.toISOString(),
    direction: undoing ? 'back' : 'forward',
    asks: false,
    steps: steps.map((step) => stepOf(step, data.writtenAt !== undefined)),
    data,
  };
}

/** The lines that were shown are left out. What was written stays begun, also where it was to be written anew. */
function stepOf({ id, status, at, failure }: ConnectStep, wasWritten: boolean): StepState {
  const hasBegun = status !== 'waiting' || (id === 'entry-written' && wasWritten);
  return {
    id,
    status,
    ...(hasBegun ? { begun: true } : {}),
    ...(at ? { at } : {}),
    ...(failure ? { failure } : {}),
  };
}
