/**
 * Everything the window may ask of the main process, and everything main tells the window unasked. Channel names,
 * main's handlers, the preload's API and the renderer's types are derived from here (see `derive.ts`).
 */
import { z } from 'zod';
import { accountViewSchema } from '../account.ts';
import { appNoticesViewSchema } from '../app-notices.ts';
import {
  auditActivitySchema,
  auditEventViewSchema,
  auditExportSchema,
  auditFilterSchema,
  auditMarksSchema,
  auditPageViewSchema,
} from '../audit/view.ts';
import { clientIdSchema } from '../client-id-schema.ts';
import { clientViewSchema, connectViewSchema, entryPreviewSchema } from '../connect-view.ts';
import { findingSchema } from '../doctor.ts';
import {
  assetRefSchema,
  incidentAssetsSchema,
  incidentImpactSchema,
  incidentsViewSchema,
  incidentTodoIds,
  incidentViewSchema,
  textMatchSchema,
} from '../incident.ts';
import { keysViewSchema, proofSchema } from '../keys/key-view.ts';
import { loginItemSchema } from '../login-item.ts';
import { openRequestSchema } from '../open-request.ts';
import { closingChoiceSchema, windowClosingSchema } from '../preferences.ts';
import { snoozeChoices } from '../reminders/hours.ts';
import {
  reminderPreferencesSchema,
  shortestTermDays,
  weeklyMarketsSchema,
} from '../reminders/policy-schema.ts';
import { remindersViewSchema } from '../reminders/view.ts';
import { deviceViewSchema, renamedSchema } from '../renaming.ts';
import { revocationsViewSchema } from '../revocations.ts';
import { handoverViewSchema, rotatedSchema, rotationsViewSchema } from '../rotation.ts';
import { adoptedSchema, scanPlaceSchema, scanViewSchema } from '../scan.ts';
import {
  keyLeftInFileSchema,
  repairPreviewSchema,
  settingsDiffSchema,
  settingsHistorySchema,
  settingsPlacesSchema,
} from '../settings.ts';
import { watchViewSchema } from '../watch.ts';
import { call } from './define.ts';

const nothing = z.strictObject({});
const keyId = z.string().min(1).max(200);
const forClient = z.strictObject({ client: clientIdSchema });
const handoverId = z.string().min(1).max(100);
const connectionId = z.string().min(1).max(100);
const path = z.string().min(1).max(4096);
const incidentId = z.string().min(1).max(100);
const instant = z.iso.datetime({ offset: true });
const ids = z.array(z.string().min(1).max(200)).max(10_000);
const assets = z.array(assetRefSchema).max(10_000);
const findingId = z.string().min(1).max(100);
const backupId = z.string().min(1).max(300);
/** The change that was shown; `quitFirst`: the program may be quit for it, and is started again afterwards. */
const consent = { fingerprint: z.string().min(1).max(100), quitFirst: z.boolean() };

export const contract = {
  calls: {
    app: {
      /** Facts that don't change while the program runs. */
      about: call(
        nothing,
        z.strictObject({
          version: z.string(),
          platform: z.enum(['mac', 'windows', 'linux']),
          /** Address of the web page where keys can be managed by hand. */
          keysPage: z.url(),
        }),
      ),
    },
    device: {
      /** What this computer is called, in the names of its keys. */
      view: call(nothing, deviceViewSchema),
      /** Calls it otherwise, with its keys and its sign-in at Convene. */
      rename: call(z.strictObject({ name: z.string().max(300) }), renamedSchema),
    },
    appNotices: {
      /** What the app has to tell of itself. */
      view: call(nothing, appNoticesViewSchema),
      /** The person has read it. */
      dismiss: call(z.strictObject({ id: z.string().min(1).max(100) }), appNoticesViewSchema),
    },
    openRequest: {
      /** What the person chose outside of the window since the page asked last; told once. */
      take: call(nothing, z.strictObject({ openRequest: openRequestSchema.nullable() })),
    },
    loginItem: {
      view: call(nothing, loginItemSchema),
      /** Starts the companion when the person logs in, or no longer. Also what was asked counts as answered. */
      choose: call(z.strictObject({ on: z.boolean() }), loginItemSchema),
    },
    windowClosing: {
      view: call(nothing, windowClosingSchema),
      choose: call(z.strictObject({ choice: closingChoiceSchema }), windowClosingSchema),
    },
    account: {
      view: call(nothing, accountViewSchema),
      /** Asks Convene for a code and opens the person's browser; the rest comes as `account` events. */
      signIn: call(z.strictObject({ where: z.enum(['convene', 'demo']) }), accountViewSchema),
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
            z.strictObject({
              /** `unread`: a file of ours that can't be read, so nobody knows what else lives on. */
              what: z.enum(['session', 'key', 'entry', 'unread', 'file']),
              name: z.string(),
              /** The organization's name, of a key. */
              market: z.string().optional(),
              /** In whose settings an entry is. */
              client: clientIdSchema.optional(),
              /** `file`: in which a key may still stand, by its path, and why. */
              why: keyLeftInFileSchema.shape.why.optional(),
              detail: z.string().optional(),
              /** The web page where a key can be revoked. */
              address: z.url().optional(),
              /** The id of its revocation, which was asked for and goes on. */
              revocation: z.string().optional(),
            }),
          ),
        }),
      ),
      /** The sign-in that the demo market accepts, shown because it protects nothing. */
      demoSignIn: call(nothing, z.strictObject({ email: z.string(), password: z.string() })),
    },
    keys: {
      view: call(nothing, keysViewSchema),
      refresh: call(nothing, keysViewSchema),
      revoke: call(z.strictObject({ keyId }), proofSchema),
      /**
       * Opens the web page where keys are managed by hand. `address`: one that main has told before; null: that of the server
       * that is signed in to. Another one is opened for nobody.
       */
      openKeysPage: call(z.strictObject({ address: z.url().max(2000).nullable() }), nothing),
    },
    revocations: {
      /** What was asked to be revoked and isn't for certain, whoever asked, wherever. */
      view: call(nothing, revocationsViewSchema),
      /** Asks Convene for these once more, now. */
      tryNow: call(
        z.strictObject({ ids: z.array(z.string().min(1).max(700)).min(1).max(10_000) }),
        revocationsViewSchema,
      ),
    },
    connect: {
      /** Every program that can be connected, those found on this computer first. */
      clients: call(nothing, z.array(clientViewSchema)),
      view: call(forClient, connectViewSchema),
      preview: call(forClient, entryPreviewSchema),
      start: call(forClient, connectViewSchema),
      /** Goes on from the step that waits for the person or failed. */
      resume: call(forClient, connectViewSchema),
      undo: call(forClient, connectViewSchema),
      disconnect: call(z.strictObject({ client: clientIdSchema, revokeKey: z.boolean() }), connectViewSchema),
      /** Asks the program to quit, waits until it has, and goes on with what waited for that. Claude Desktop only. */
      quitClient: call(forClient, connectViewSchema),
      /** Starts the program, and goes on with what waited for that. Claude Desktop only. */
      startClient: call(forClient, connectViewSchema),
      showConfigFile: call(forClient, nothing),
    },
    rotations: {
      /** Rotations that were begun and aren't finished. */
      view: call(nothing, rotationsViewSchema),
      /** Replaces the key of a connection by a new one, or goes on where that was left. */
      start: call(z.strictObject({ connectionId }), rotatedSchema),
      /** Puts the old key back and revokes the new one; `nothing-to-do` once the old one is being revoked. */
      rollBack: call(z.strictObject({ connectionId }), rotationsViewSchema),
    },
    handovers: {
      /** Makes the successor of a key that lives elsewhere. Its token is never told to the window. */
      start: call(z.strictObject({ keyId }), handoverViewSchema),
      /** Puts the new token on the clipboard for a minute. */
      copyNewKey: call(z.strictObject({ handoverId }), nothing),
      /** The person says that the new key is where the old one was. */
      placed: call(z.strictObject({ handoverId }), rotationsViewSchema),
      /** Revokes the old key. */
      finish: call(z.strictObject({ handoverId }), proofSchema),
      /** Revokes the new key; the old one stays. */
      cancel: call(z.strictObject({ handoverId }), rotationsViewSchema),
    },
    reminders: {
      view: call(nothing, remindersViewSchema),
      choose: call(
        z.strictObject({
          chosen: z.strictObject({
            notifications: z.boolean().optional(),
            quietHours: reminderPreferencesSchema.shape.quietHours.unwrap().optional(),
          }),
        }),
        remindersViewSchema,
      ),
      /** Days after which an organization's keys are due. */
      setTerm: call(
        z.strictObject({ organizationId: z.string().min(1).max(200), days: z.int().min(shortestTermDays) }),
        remindersViewSchema,
      ),
      /** On which days of the week, from when to when, nobody is to be disturbed; null: on none. */
      setWeeklyMarkets: call(
        z.strictObject({
          organizationId: z.string().min(1).max(200),
          weeklyMarkets: weeklyMarketsSchema.nullable(),
        }),
        remindersViewSchema,
      ),
      /** Days after which one key is due; null: as all of its organization's. */
      setKeyTerm: call(
        z.strictObject({
          organizationId: z.string().min(1).max(200),
          keyId,
          days: z.int().min(shortestTermDays).nullable(),
        }),
        remindersViewSchema,
      ),
      /** Nothing is told for so many days; 0 goes on reminding. */
      pause: call(z.strictObject({ days: z.int().min(0).max(365) }), remindersViewSchema),
      snooze: call(
        z.strictObject({ keyIds: z.array(keyId).min(1).max(10_000), choice: z.enum(snoozeChoices) }),
        remindersViewSchema,
      ),
      /** The person has read in the window what no notification could tell. */
      read: call(nothing, remindersViewSchema),
      /** Shows what a reminder looks like. */
      test: call(nothing, nothing),
    },
    settings: {
      /** Where the program's settings may be, which file is used, and why. */
      places: call(forClient, settingsPlacesSchema),
      choosePlace: call(z.strictObject({ client: clientIdSchema, path }), settingsPlacesSchema),
      /** Makes an empty file where there is none, because the person agreed. */
      createFile: call(z.strictObject({ client: clientIdSchema, path }), settingsPlacesSchema),
      previewRepair: call(forClient, repairPreviewSchema),
      /** Does what was previewed, if the file is still what it was then. */
      repair: call(z.strictObject({ client: clientIdSchema, ...consent }), settingsHistorySchema),
      history: call(forClient, settingsHistorySchema),
      /** What restoring a copy would change. */
      previewRestore: call(z.strictObject({ client: clientIdSchema, backupId }), settingsDiffSchema),
      restore: call(z.strictObject({ client: clientIdSchema, backupId, ...consent }), settingsHistorySchema),
      /** What undoing our last change would change. */
      previewUndo: call(forClient, settingsDiffSchema),
      undo: call(z.strictObject({ client: clientIdSchema, ...consent }), settingsHistorySchema),
    },
    watch: {
      view: call(nothing, watchViewSchema),
      /** Looks at every connected program's settings now. */
      check: call(nothing, watchViewSchema),
      /** Fixes what was found for one connection: quits the program if it has to, puts our entry right, starts it. */
      fix: call(z.strictObject({ connectionId }), watchViewSchema),
    },
    incidents: {
      view: call(nothing, incidentsViewSchema),
      /** What could be cut off in all of the person's organizations: each device with its keys and sessions. */
      assets: call(nothing, incidentAssetsSchema),
      /**
       * Whose the keys in a suspicious text are. The lists are loaded anew first; a whole key that isn't held here is tried once, at the
       * server that the person is signed in to. Nothing of the text comes back.
       */
      findInText: call(z.strictObject({ text: z.string().max(200_000) }), textMatchSchema),
      /**
       * Revokes all of it at once, each with its own outcome, and remembers it until all is confirmed. Whatever else is on a lost
       * device, in any of the person's organizations, goes with it as soon as it is known.
       */
      begin: call(
        z.strictObject({
          kind: z.enum(['leak', 'device']),
          device: z.string().min(1).max(300).optional(),
          /** Of the organization that is chosen. */
          keyIds: ids,
          sessionIds: ids,
          /** More, of any of the person's organizations. */
          assets: assets.optional(),
          /** On the lost device by name, and yet to be left alone. */
          spared: assets.optional(),
          lastTrustedAt: instant.nullable(),
        }),
        incidentViewSchema,
      ),
      /** Asks again now for what isn't confirmed. */
      tryAgain: call(z.strictObject({ incidentId }), incidentViewSchema),
      /** Cuts off more: what was made since, or is on a device of another name. */
      contain: call(z.strictObject({ incidentId, assets }), incidentViewSchema),
      /** Until when the person is sure that only they used it. */
      setLastTrusted: call(z.strictObject({ incidentId, at: instant.nullable() }), incidentViewSchema),
      /** Makes the successor of a key of it that lives elsewhere, whichever market it is of; goes on under `handovers`. */
      makeSuccessor: call(z.strictObject({ incidentId, key: assetRefSchema }), handoverViewSchema),
      impact: call(z.strictObject({ incidentId }), incidentImpactSchema),
      tick: call(
        z.strictObject({ incidentId, todo: z.enum(incidentTodoIds), done: z.boolean() }),
        incidentViewSchema,
      ),
      /** Asks where, and writes it there; `path` null: the person chose no place. */
      saveReport: call(
        z.strictObject({ incidentId, format: z.enum(['html', 'json']) }),
        z.strictObject({ path: z.string().nullable() }),
      ),
      /** Opens the report in the browser, to print. */
      openReport: call(z.strictObject({ incidentId }), nothing),
      /** Opens a mail to Convene, filled in, in the person's mail program. */
      writeMail: call(z.strictObject({ incidentId }), nothing),
      close: call(z.strictObject({ incidentId }), incidentViewSchema),
      /** Opens the emergency card in the browser, to print: address, key names, steps; no secrets. */
      openCard: call(nothing, nothing),
    },
    audit: {
      page: call(
        z.strictObject({ filter: auditFilterSchema, cursor: z.string().max(500).nullable() }),
        auditPageViewSchema,
      ),
      /** What is unusual among these events, for the keys among them. */
      marks: call(z.strictObject({ events: z.array(auditEventViewSchema).max(500) }), auditMarksSchema),
      activity: call(z.strictObject({ filter: auditFilterSchema }), auditActivitySchema),
      /** The person has seen everything up to this moment. */
      looked: call(z.strictObject({ at: instant }), nothing),
      /** Asks where, and begins to write there what the filter lets through; goes on as `auditExport` events. */
      export: call(
        z.strictObject({ filter: auditFilterSchema, format: z.enum(['csv', 'json']) }),
        auditExportSchema,
      ),
      cancelExport: call(nothing, auditExportSchema),
    },
    scan: {
      view: call(nothing, scanViewSchema),
      /** Places worth looking at that exist on this computer. */
      places: call(nothing, z.array(scanPlaceSchema)),
      /** Lets the person choose another folder; null: none was chosen. */
      choosePlace: call(nothing, z.strictObject({ place: scanPlaceSchema.nullable() })),
      start: call(z.strictObject({ paths: z.array(path).min(1).max(100) }), scanViewSchema),
      cancel: call(nothing, scanViewSchema),
      /** Shows the file in its folder. */
      show: call(z.strictObject({ findingId }), nothing),
      /** Revokes the key of a finding, and tries the token that was found. */
      revoke: call(z.strictObject({ findingId }), proofSchema),
      /** Replaces a key in a program's settings by one in the keychain. */
      adopt: call(z.strictObject({ findingId }), adoptedSchema),
    },
    doctor: {
      check: call(forClient, z.array(findingSchema)),
      /** Fixes the first bad finding that one press fixes, and checks again. */
      fix: call(forClient, z.array(findingSchema)),
    },
  },
  events: {
    account: accountViewSchema,
    keys: keysViewSchema,
    revocations: revocationsViewSchema,
    connect: connectViewSchema,
    watch: watchViewSchema,
    rotations: rotationsViewSchema,
    reminders: remindersViewSchema,
    incidents: incidentsViewSchema,
    auditExport: auditExportSchema,
    scan: scanViewSchema,
    appNotices: appNoticesViewSchema,
    /** Something was chosen outside of the window: to be taken. */
    openRequest: nothing,
  },
} as const;
