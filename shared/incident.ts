/** A key leaked, or a device is lost: what was cut off, with which proof, and what is still to be done. */
import { z } from 'zod';
import { failureSchema } from './failure-schema.ts';
import { proofSchema } from './keys/key-view.ts';

const instant = z.iso.datetime({ offset: true });
const hintedKey = { id: z.string(), name: z.string(), tokenHint: z.string() };

const person = z.strictObject({ name: z.string(), email: z.string() });
/** Whose it is, where it isn't the person's own. */
const another = { person: person.optional() };
/** The market it belongs to, by the `id` of `markets`. */
const ofMarket = { marketId: z.string() };

/**
 * Whether a market was looked through: `waiting` not yet, `failure` says why; `not-allowed` Convene won't let this person
 * look, and `admins` of the market may.
 */
const lookSchema = z.strictObject({
  state: z.enum(['waiting', 'looked', 'not-allowed']),
  failure: failureSchema.optional(),
});
export type Look = z.infer<typeof lookSchema>;

/** An organization of one server, and how far it was looked through. */
const marketSchema = z.strictObject({
  /** Server and organization in one: ids of organizations are unique within one server only. */
  id: z.string(),
  server: z.url(),
  organizationId: z.string(),
  name: z.string(),
  keys: lookSchema,
  /** Everybody's sign-ins; the person's own are known also where this is `not-allowed`. */
  sessions: lookSchema,
  /** Whom to ask for what only an admin may; empty where Convene doesn't say. */
  admins: z.array(person),
});
export type Market = z.infer<typeof marketSchema>;

/** What may be cut off in one go. A name without a device stands under `device: null`. */
export const incidentAssetsSchema = z.strictObject({
  devices: z.array(
    z.strictObject({
      device: z.string().nullable(),
      thisOne: z.boolean(),
      keys: z.array(
        z.strictObject({ ...hintedKey, ...ofMarket, ...another, lastUsedAt: instant.nullable() }),
      ),
      sessions: z.array(z.strictObject({ id: z.string(), ...ofMarket, ...another, lastSeenAt: instant })),
    }),
  ),
  /** The one that is chosen first. */
  markets: z.array(marketSchema),
});
export type IncidentAssets = z.infer<typeof incidentAssetsSchema>;

const kindOfItem = z.enum(['key', 'session']);

/** A key or a session, wherever it is. */
export const assetRefSchema = z.strictObject({
  what: kindOfItem,
  ...ofMarket,
  id: z.string().min(1).max(200),
});
export type AssetRef = z.infer<typeof assetRefSchema>;

/** A key of one of the person's markets, told by its name, its ending and the market. */
const foundKeySchema = z.strictObject({ ...hintedKey, ...ofMarket, market: z.string() });
export type FoundKey = z.infer<typeof foundKeySchema>;

const ending = { tokenHint: z.string() };

/** Whose a key in a suspicious text is. `failure`: why the key itself couldn't be tried. */
const foundInTextSchema = z.discriminatedUnion('is', [
  /** `by`: told by the whole key, or as the only working one of the markets that ends so. */
  z.strictObject({
    is: z.literal('key'),
    ...ending,
    by: z.enum(['token', 'ending']),
    key: foundKeySchema,
    failure: failureSchema.optional(),
  }),
  /** More than one working key ends so, and it couldn't be told which it is. */
  z.strictObject({
    is: z.literal('several'),
    ...ending,
    keys: z.array(foundKeySchema),
    failure: failureSchema.optional(),
  }),
  /** Convene refuses it, or only revoked ones end so: their names. */
  z.strictObject({ is: z.literal('revoked'), ...ending, names: z.array(z.string()) }),
  /** It works for another market, which isn't one of the person's, or isn't on the server they are signed in to. */
  z.strictObject({ is: z.literal('elsewhere'), ...ending, market: z.string(), server: z.url().optional() }),
  /** Every list is at hand, and no key of any ends so. It wasn't sent anywhere. */
  z.strictObject({ is: z.literal('unknown'), ...ending }),
  /** Nothing can be said of it. `market`: it works there, and couldn't be told which key it is. */
  z.strictObject({
    is: z.literal('not-told'),
    ...ending,
    market: z.string().optional(),
    failure: failureSchema.optional(),
  }),
]);
export type FoundInText = z.infer<typeof foundInTextSchema>;

/** What came of a suspicious text. Nothing of the text is in it. */
export const textMatchSchema = z.strictObject({
  found: z.array(foundInTextSchema),
  /** Beginnings of keys whose end is missing. */
  cutShort: z.int().nonnegative(),
  /** Whole keys beyond those that are looked at in one go. */
  more: z.int().nonnegative(),
  /** Markets of the person whose keys couldn't be listed just now. */
  unread: z.array(z.strictObject({ ...ofMarket, market: z.string(), look: lookSchema })),
});
export type TextMatch = z.infer<typeof textMatchSchema>;

export const containmentItemSchema = z.strictObject({
  what: kindOfItem,
  id: z.string(),
  ...ofMarket,
  ...another,
  /** The session of the companion that asks, which is ended last. */
  thisOne: z.literal(true).optional(),
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
  /** The key that took its place since. */
  replacedBy: z.strictObject(hintedKey).optional(),
});
export type ContainmentItem = z.infer<typeof containmentItemSchema>;

/** Keys and sessions that aren't cut off, and may have to be. */
const offeredSchema = z.strictObject({
  keys: z.array(z.strictObject({ ...hintedKey, ...ofMarket, ...another, createdAt: instant })),
  sessions: z.array(
    z.strictObject({ id: z.string(), ...ofMarket, ...another, deviceName: z.string(), createdAt: instant }),
  ),
});
export type Offered = z.infer<typeof offeredSchema>;

export const incidentTodoIds = ['password', 'look', 'replace', 'mail', 'lock-device', 'report'] as const;
export type IncidentTodoId = (typeof incidentTodoIds)[number];

export const incidentViewSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['leak', 'device']),
  /** The lost device's name. */
  device: z.string().optional(),
  openedAt: instant,
  /** Until when the person is sure that only they used it; null: not said. */
  lastTrustedAt: instant.nullable(),
  /** Where it is looked for, the one that was chosen first. `untouchedKeys`: its working keys that nothing is said of. */
  markets: z.array(marketSchema.extend({ untouchedKeys: z.int().nonnegative() })).min(1),
  items: z.array(containmentItemSchema),
  /** Made since `lastTrustedAt` by whomever, and not by this companion: a stolen session can make keys. */
  createdSince: offeredSchema.extend({
    /** What this companion made can't be read, so some of it may be its own. */
    maybeOwn: z.literal(true).optional(),
  }),
  /** On devices whose names only resemble the lost one's. */
  alike: offeredSchema,
  done: z.array(z.enum(incidentTodoIds)),
  closedAt: instant.nullable(),
});
export type IncidentView = z.infer<typeof incidentViewSchema>;
export type IncidentMarket = IncidentView['markets'][number];

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
  /** Markets whose audit log couldn't be read. */
  unread: z.array(z.strictObject({ ...ofMarket, failure: failureSchema })),
  keys: z.array(
    z.strictObject({
      ...hintedKey,
      ...ofMarket,
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
