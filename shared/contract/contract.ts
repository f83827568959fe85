/**
 * Everything the window may ask of the main process, and everything main tells the window unasked. Channel names,
 * main's handlers, the preload's API and the renderer's types are derived from here (see `derive.ts`).
 */
import { z } from 'zod';
import { accountViewSchema } from '../account.ts';
import { configPreviewSchema, connectViewSchema } from '../connect-view.ts';
import { findingSchema } from '../doctor.ts';
import { keysViewSchema, revokeOutcomeSchema } from '../keys/key-view.ts';
import { call } from './define.ts';

const nothing = z.strictObject({});
const keyId = z.string().min(1).max(200);

export const contract = {
  calls: {
    app: {
      /** Facts that don't change while the program runs. */
      about: call(
        nothing,
        z.strictObject({
          version: z.string(),
          platform: z.enum(['mac', 'windows', 'linux']),
          deviceName: z.string(),
          /** Address of the web page where keys can be managed by hand. */
          keysPage: z.url(),
        }),
      ),
    },
    account: {
      view: call(nothing, accountViewSchema),
      /** Asks Convene for a code and opens the person's browser; the rest comes as `account` events. */
      signIn: call(z.strictObject({ where: z.enum(['convene', 'practice']) }), accountViewSchema),
      reopenSignInPage: call(nothing, nothing),
      copySignInCode: call(nothing, nothing),
      cancelSignIn: call(nothing, accountViewSchema),
      pasteKey: call(z.strictObject({ token: z.string().max(500) }), accountViewSchema),
      chooseOrganization: call(
        z.strictObject({ organizationId: z.string().min(1).max(200) }),
        accountViewSchema,
      ),
      /** Revokes what the companion made here, ends the session on the server, and forgets everything. */
      signOut: call(
        nothing,
        z.strictObject({
          account: accountViewSchema,
          /** What could not be undone, each with its reason; empty when nothing stays behind. */
          leftBehind: z.array(
            z.strictObject({ what: z.enum(['session', 'key', 'entry']), name: z.string() }),
          ),
        }),
      ),
      /** The sign-in that the practice market accepts, shown because it protects nothing. */
      practiceSignIn: call(nothing, z.strictObject({ email: z.string(), password: z.string() })),
    },
    keys: {
      view: call(nothing, keysViewSchema),
      refresh: call(nothing, keysViewSchema),
      revoke: call(z.strictObject({ keyId }), revokeOutcomeSchema),
      openKeysPage: call(nothing, nothing),
    },
    connect: {
      view: call(nothing, connectViewSchema),
      preview: call(nothing, configPreviewSchema),
      start: call(nothing, connectViewSchema),
      /** Goes on from the step that waits for the person or failed. */
      resume: call(nothing, connectViewSchema),
      undo: call(nothing, connectViewSchema),
      disconnect: call(z.strictObject({ revokeKey: z.boolean() }), connectViewSchema),
      showConfigFile: call(nothing, nothing),
    },
    doctor: {
      check: call(nothing, z.array(findingSchema)),
    },
  },
  events: {
    account: accountViewSchema,
    keys: keysViewSchema,
    connect: connectViewSchema,
  },
} as const;
