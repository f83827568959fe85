import { z } from 'zod';
import { clientIdSchema } from '../../shared/client-id-schema.ts';
import type { ClientId } from '../../shared/clients.ts';
import {
  type ConnectStep,
  type ConnectStepId,
  configPreviewSchema,
  connectStepIds,
  connectStepSchema,
  stepIdsFor,
} from '../../shared/connect-view.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';

/**
 * A connecting that has begun: written before each step acts, so that the next start can go on or take it back.
 * No secret: the idempotency key alone opens nothing, it only makes a repeated creation answer the same key.
 */
export const connectJournalSchema = z.strictObject({
  pending: z
    .strictObject({
      client: clientIdSchema,
      connectionId: z.string().regex(connectionIdPattern),
      server: z.url(),
      /** Whose session makes the key; absent in older journals, and for a pasted key. */
      personId: z.string().optional(),
      organization: z.strictObject({ id: z.string(), name: z.string() }),
      source: z.enum(['session', 'pasted-key']),
      deviceName: z.string(),
      idempotencyKey: z.uuid(),
      preview: configPreviewSchema,
      keyId: z.string().optional(),
      tokenHint: z.string().optional(),
      /** When the entry was written; Claude must have been started after it. */
      writtenAt: z.iso.datetime().optional(),
      /** Claude was quit by us, with consent; so we start it again. `program`: the one that ran. */
      startAgain: z.strictObject({ program: z.string().optional() }).optional(),
      /** How often our entry was written again because Claude had dropped it at its start. */
      putBack: z.int().nonnegative(),
      undoing: z.boolean(),
      steps: z.array(connectStepSchema),
    })
    .nullable(),
});
export type ConnectJournal = z.infer<typeof connectJournalSchema>;
export type PendingConnect = NonNullable<ConnectJournal['pending']>;

export const noJournal = (): ConnectJournal => ({ pending: null });

export const freshSteps = (client: ClientId): ConnectStep[] =>
  stepIdsFor(client).map((id) => ({ id, status: 'waiting' }));

export const withStep = (pending: PendingConnect, step: ConnectStep): PendingConnect => ({
  ...pending,
  steps: pending.steps.map((one) => (one.id === step.id ? step : one)),
});

export const isDone = (pending: PendingConnect, id: ConnectStepId): boolean =>
  pending.steps.some((step) => step.id === id && step.status === 'done');

/** From this step on everything has to be done again. */
export const rewoundTo = (pending: PendingConnect, id: ConnectStepId): PendingConnect => ({
  ...pending,
  steps: pending.steps.map((step) =>
    connectStepIds.indexOf(step.id) >= connectStepIds.indexOf(id) ? { id: step.id, status: 'waiting' } : step,
  ),
});
