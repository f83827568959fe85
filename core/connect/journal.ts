import { z } from 'zod';
import {
  type ConnectStep,
  type ConnectStepId,
  configPreviewSchema,
  connectStepIds,
  connectStepSchema,
} from '../../shared/connect-view.ts';
import { connectionIdSchema } from '../keychain/accounts.ts';

/**
 * A connecting that has begun: written before each step acts, so that the next start can go on or take it back.
 * No secret: the idempotency key alone opens nothing, it only makes a repeated creation answer the same key.
 */
export const connectJournalSchema = z.strictObject({
  pending: z
    .strictObject({
      connectionId: connectionIdSchema,
      server: z.url(),
      organization: z.strictObject({ id: z.string(), name: z.string() }),
      source: z.enum(['session', 'pasted-key']),
      deviceName: z.string(),
      idempotencyKey: z.uuid(),
      preview: configPreviewSchema,
      keyId: z.string().optional(),
      tokenHint: z.string().optional(),
      /** When the entry was written; Claude must have been started after it. */
      writtenAt: z.iso.datetime().optional(),
      undoing: z.boolean(),
      steps: z.array(connectStepSchema),
    })
    .nullable(),
});
export type ConnectJournal = z.infer<typeof connectJournalSchema>;
export type PendingConnect = NonNullable<ConnectJournal['pending']>;

export const noJournal = (): ConnectJournal => ({ pending: null });

export const freshSteps = (): ConnectStep[] => connectStepIds.map((id) => ({ id, status: 'waiting' }));

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
