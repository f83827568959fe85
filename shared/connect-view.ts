import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';
import { type ClientId, cachesSettings } from './clients.ts';
import { failureSchema } from './failure-schema.ts';

/** The steps of connecting, in order. Claude Desktop must be quit before its file is written. */
export const connectStepIds = [
  'key-ready',
  'claude-quit',
  'entry-written',
  'entry-survived',
  'bridge-starts',
  'key-accepted',
  'tool-answers',
] as const;
export const connectStepIdSchema = z.enum(connectStepIds);
export type ConnectStepId = z.infer<typeof connectStepIdSchema>;

/** The steps for one program: only what keeps its settings in memory is quit and started again. */
export const stepIdsFor = (client: ClientId): readonly ConnectStepId[] =>
  cachesSettings(client)
    ? connectStepIds
    : connectStepIds.filter((id) => id !== 'claude-quit' && id !== 'entry-survived');

export const connectStepSchema = z.strictObject({
  id: connectStepIdSchema,
  status: z.enum(['waiting', 'working', 'done', 'needs-you', 'failed']),
  /** When it was settled. */
  at: z.iso.datetime().optional(),
  failure: failureSchema.optional(),
  /** What the step found, in a line fit to show: the key's name, the answer of the tool. */
  fact: z.string().optional(),
});
export type ConnectStep = z.infer<typeof connectStepSchema>;

/** What the edit of a settings file will add, and to which file. There is no key in it. */
export const entryPreviewSchema = z.strictObject({
  client: clientIdSchema,
  path: z.string(),
  entryName: z.string(),
  /** The entry as JSON text, indented as it will stand in the file. */
  entry: z.string(),
  keyName: z.string(),
  /** Whether somebody has that name isn't known yet: if so, a number is put behind it. */
  mayGetNumber: z.literal(true).optional(),
});
export type EntryPreview = z.infer<typeof entryPreviewSchema>;

export const connectionSchema = z.strictObject({
  id: z.string(),
  client: clientIdSchema,
  /** Where its key belongs. Absent in what was noted before this was; its secret tells it too. */
  server: z.url().optional(),
  /** Whose session made the key. */
  personId: z.string().optional(),
  organizationId: z.string(),
  organizationName: z.string(),
  /** Absent for a pasted key, whose id Convene doesn't tell. */
  keyId: z.string().optional(),
  keyName: z.string(),
  tokenHint: z.string(),
  entryName: z.string(),
  configPath: z.string(),
  connectedAt: z.iso.datetime(),
  /** Disconnecting has begun and stopped halfway. */
  leaving: z.literal(true).optional(),
});
export type Connection = z.infer<typeof connectionSchema>;

/** Whether the program reaches Convene through its connection, from all that is known; made in one place, in core. */
export const connectionConditionSchema = z.discriminatedUnion('kind', [
  /** Nothing speaks against it. */
  z.strictObject({ kind: z.literal('works') }),
  /** `at`: since when, as far as Convene has said so. */
  z.strictObject({ kind: z.literal('key-revoked'), at: z.iso.datetime({ offset: true }).optional() }),
  /** The keychain answers, and has no key of it. */
  z.strictObject({ kind: z.literal('key-missing') }),
  /** Its revocation was asked for and isn't confirmed. */
  z.strictObject({ kind: z.literal('key-being-revoked') }),
  /** The keychain doesn't answer, and nothing else is known of its key. */
  z.strictObject({ kind: z.literal('not-known'), failure: failureSchema }),
]);
export type ConnectionCondition = z.infer<typeof connectionConditionSchema>;

export const connectViewSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('not-connected'),
    client: clientIdSchema,
    /** Why our entry, by its `name`, may still be in the settings file at its `path`; there is no key in it. */
    entryLeft: failureSchema.optional(),
  }),
  /** The file that says what is connected can't be read. */
  z.strictObject({ state: z.literal('unknown'), client: clientIdSchema, failure: failureSchema }),
  z.strictObject({
    state: z.literal('connecting'),
    client: clientIdSchema,
    /** `paused`: needs the person or failed; can be resumed or undone. `undoing`: taking its steps back. */
    phase: z.enum(['running', 'paused', 'undoing']),
    organizationName: z.string(),
    deviceName: z.string(),
    preview: entryPreviewSchema,
    steps: z.array(connectStepSchema),
    /** Why taking back stopped halfway, if it did. */
    undoFailure: failureSchema.optional(),
  }),
  z.strictObject({
    state: z.literal('connected'),
    client: clientIdSchema,
    connection: connectionSchema,
    condition: connectionConditionSchema,
    /** The proof of this session's connecting, when it happened just now. */
    steps: z.array(connectStepSchema),
  }),
]);
export type ConnectView = z.infer<typeof connectViewSchema>;

/** A program that can be connected, as it is listed. */
export const clientViewSchema = z.strictObject({
  client: clientIdSchema,
  /** Whether its program or its settings were found on this computer. */
  installed: z.boolean(),
  /** `cut-off`: connected with a key that is dead. */
  state: z.enum(['not-connected', 'connecting', 'connected', 'cut-off', 'unknown']),
});
export type ClientView = z.infer<typeof clientViewSchema>;
