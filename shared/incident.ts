/** A key leaked, or a device is lost: what was cut off, with which proof, and what is still to be done. */
import { z } from 'zod';
import { failureSchema } from './failure-schema.ts';
import { proofSchema } from './keys/key-view.ts';

const instant = z.iso.datetime({ offset: true });
const hintedKey = { id: z.string(), name: z.string(), tokenHint: z.string() };

/** What may be cut off in one go. A name without a device stands under `device: null`. */
export const incidentAssetsSchema = z.strictObject({
  devices: z.array(
    z.strictObject({
      device: z.string().nullable(),
      thisOne: z.boolean(),
      keys: z.array(z.strictObject({ ...hintedKey, lastUsedAt: instant.nullable() })),
      sessions: z.array(z.strictObject({ id: z.string(), lastSeenAt: instant })),
    }),
  ),
  /** Sessions couldn't be asked for: keys can be revoked all the same. */
  sessionsFailure: failureSchema.optional(),
  /** The list of keys is an older one; why. */
  stale: failureSchema.optional(),
  organizationName: z.string(),
});
export type IncidentAssets = z.infer<typeof incidentAssetsSchema>;

export const containmentItemSchema = z.strictObject({
  what: z.enum(['key', 'session']),
  id: z.string(),
  /** The key's name, or the device that is signed in. */
  name: z.string(),
  tokenHint: z.string().optional(),
  /**
   * `waiting`: not asked for yet, or to be asked again (`failure`, `nextTryAt`); `not-confirmed`: asked, no answer, counts as
   * live; `still-accepted`: Convene says revoked, the old token still works; `refused`: Convene won't, see `failure`.
   */
  status: z.enum(['waiting', 'working', 'done', 'not-confirmed', 'still-accepted', 'refused']),
  /** Convene's time of the revocation, or of the session's end. */
  settledAt: instant.optional(),
  proof: proofSchema.optional(),
  failure: failureSchema.optional(),
  triedAt: instant.optional(),
  nextTryAt: instant.optional(),
  /** The connection on this computer that used the key. */
  connectionId: z.string().optional(),
});
export type ContainmentItem = z.infer<typeof containmentItemSchema>;

export const incidentTodoIds = ['look', 'replace', 'mail', 'lock-device', 'report'] as const;
export type IncidentTodoId = (typeof incidentTodoIds)[number];

export const incidentViewSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['leak', 'device']),
  /** The lost device's name. */
  device: z.string().optional(),
  organizationId: z.string(),
  organizationName: z.string(),
  openedAt: instant,
  /** Until when the person is sure that only they used it; null: not said. */
  lastTrustedAt: instant.nullable(),
  items: z.array(containmentItemSchema),
  /** Made by this person's sessions since `lastTrustedAt`, and not by this companion: a stolen session can make keys. */
  createdSince: z.strictObject({
    keys: z.array(z.strictObject({ ...hintedKey, createdAt: instant })),
    sessions: z.array(z.strictObject({ id: z.string(), deviceName: z.string(), createdAt: instant })),
  }),
  /** Working keys of the organization that aren't part of this. */
  untouchedKeys: z.int().nonnegative(),
  done: z.array(z.enum(incidentTodoIds)),
  closedAt: instant.nullable(),
});
export type IncidentView = z.infer<typeof incidentViewSchema>;

export const incidentsViewSchema = z.strictObject({
  /** Newest first, the closed ones too. */
  incidents: z.array(incidentViewSchema),
  /** Earlier ones can't be read: there may be some, with keys that live on. */
  failure: failureSchema.optional(),
});
export type IncidentsView = z.infer<typeof incidentsViewSchema>;

/** What the keys of an incident did since a moment. */
export const incidentImpactSchema = z.strictObject({
  since: instant,
  /** Convene's clock when it was asked. */
  until: instant,
  keys: z.array(
    z.strictObject({
      ...hintedKey,
      count: z.int().nonnegative(),
      /** There was more than could be read; `count` is what was. */
      more: z.boolean(),
      first: instant.nullable(),
      last: instant.nullable(),
      actions: z.array(
        z.strictObject({
          action: z.string(),
          changes: z.boolean(),
          count: z.int().positive(),
          refused: z.int().nonnegative(),
        }),
      ),
      addresses: z.array(
        z.strictObject({
          ip: z.string(),
          count: z.int().positive(),
          first: instant,
          last: instant,
          isNew: z.boolean(),
        }),
      ),
      /** Tries that Convene refused after the revocation. */
      refusedSince: z.int().nonnegative(),
    }),
  ),
  /** The newest ones, one line each. */
  lines: z
    .array(
      z.strictObject({
        at: instant,
        keyName: z.string(),
        action: z.string(),
        resource: z.strictObject({ kind: z.string(), id: z.string() }),
        outcome: z.string(),
        ip: z.string().nullable(),
        /** Outside the hours of the day at which this key was used before. */
        unusualHour: z.boolean(),
      }),
    )
    .max(200),
});
export type IncidentImpact = z.infer<typeof incidentImpactSchema>;
