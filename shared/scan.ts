/** Looking for keys that were left in files on this computer. */
import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';
import { keyLeftInFileSchema } from './settings.ts';

export const scanPlaceSchema = z.strictObject({
  kind: z.enum([
    'documents',
    'desktop',
    'downloads',
    'projects',
    'shell-history',
    'client-settings',
    'chosen',
  ]),
  path: z.string(),
});
export type ScanPlace = z.infer<typeof scanPlaceSchema>;

export const scanFindingSchema = z.strictObject({
  id: z.string(),
  path: z.string(),
  /** From 1. */
  line: z.int().positive(),
  column: z.int().positive(),
  tokenHint: z.string(),
  /** Which key it is, by its hint alone. `several`: more than one ends that way. `unknown`: none of this organization. */
  key: z.discriminatedUnion('is', [
    z.strictObject({ is: z.enum(['live', 'revoked']), id: z.string(), name: z.string() }),
    z.strictObject({ is: z.literal('several'), names: z.array(z.string()) }),
    z.strictObject({ is: z.enum(['unknown', 'no-list']) }),
  ]),
  /** Whether its history holds the file isn't known: a repository is never asked, because it may name programs to start. */
  inGitRepository: z.boolean(),
  /** In the settings of a program that we can connect: the entry it stands in. */
  client: z.strictObject({ client: clientIdSchema, entryName: z.string() }).optional(),
  /** What has been done about it since. */
  settled: z.enum(['adopted', 'revoked']).optional(),
});
export type ScanFinding = z.infer<typeof scanFindingSchema>;

export const skippedReasons = ['not-ours', 'unreadable', 'special', 'vanished'] as const;
export type SkippedReason = (typeof skippedReasons)[number];

const tally = {
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  skipped: z.record(z.enum(skippedReasons), z.int().nonnegative()),
  /** Of the places that were chosen, how many are done. */
  placesDone: z.int().nonnegative(),
  places: z.int().nonnegative(),
  findings: z.array(scanFindingSchema),
  /** Findings beyond the thousand that are listed. */
  moreFindings: z.int().nonnegative(),
};

export const scanViewSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('idle') }),
  z.strictObject({ state: z.literal('looking'), startedAt: z.iso.datetime(), ...tally }),
  z.strictObject({
    state: z.literal('ended'),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    /** Everything was looked at; the person stopped it; or something on this computer kept it from going on. */
    end: z.enum(['whole', 'stopped', 'broken']),
    /** Chosen and not looked into: nothing is known of what they hold. */
    unread: z.array(z.string()),
    ...tally,
  }),
]);
export type ScanView = z.infer<typeof scanViewSchema>;

/** Replacing a key that stands in a program's settings by one in the keychain: done, or where it waits. */
export const adoptStepIds = ['connected', 'entry-removed', 'old-revoked'] as const;
export const adoptedSchema = z.strictObject({
  client: clientIdSchema,
  entryName: z.string(),
  steps: z.array(z.strictObject({ id: z.enum(adoptStepIds), done: z.boolean() })),
  /** The old key couldn't be told from others, or belongs elsewhere: it stays live until the person revokes it. */
  oldKeyStays: z.boolean(),
  /** Copies of settings in which it, or another key, may still stand. */
  leftIn: z.array(keyLeftInFileSchema),
});
export type Adoption = z.infer<typeof adoptedSchema>;
