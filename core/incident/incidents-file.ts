import { z } from 'zod';
import { assetRefSchema, type IncidentView, incidentViewSchema } from '../../shared/incident.ts';
import { marketIdOf } from './markets.ts';

/**
 * Every incident, written before anything is asked of Convene and after each answer, so that the next start goes on. No
 * secrets: keys are known by id, name and hint.
 */
export const incidentsFileSchema = z.strictObject({
  incidents: z.array(
    incidentViewSchema.extend({
      /** Where whoever began it was signed in. */
      server: z.url(),
      personId: z.string(),
      /** By name; absent in what 0.1.0 began. Another server knows the same person by the e-mail address. */
      by: z.strictObject({ name: z.string(), email: z.string() }).optional(),
      /** On the lost device by name, and left alone because the person said so. */
      spared: z.array(assetRefSchema),
      /** The person has signed out meanwhile: only they see it again, and it goes on with them. */
      left: z.literal(true).optional(),
    }),
  ),
});
export type IncidentsFile = z.infer<typeof incidentsFileSchema>;
export type Incident = IncidentsFile['incidents'][number];

export const noIncidents = (): IncidentsFile => ({ incidents: [] });

/** Closed ones beyond these are forgotten, oldest first. */
const keptClosed = 50;

export function withIncident({ incidents }: IncidentsFile, next: Incident): IncidentsFile {
  const isKnown = incidents.some(({ id }) => id === next.id);
  const changed = isKnown ? incidents.map((one) => (one.id === next.id ? next : one)) : [next, ...incidents];
  // Convene tells whole seconds: of two that began in the same one, the later stays first.
  const all = changed.toSorted((one, other) => other.openedAt.localeCompare(one.openedAt));
  const closed = all.filter(({ closedAt }) => closedAt !== null);
  const forgotten = new Set(closed.slice(keptClosed).map(({ id }) => id));
  return { incidents: all.filter(({ id }) => !forgotten.has(id)) };
}

export const viewOf = ({
  server: _server,
  personId: _person,
  by: _by,
  spared: _spared,
  left: _left,
  ...view
}: Incident): IncidentView => view;

const nothingOffered = { keys: [], sessions: [] };

/** Files of 0.1.0 know one market for each incident, and call what was created since `madeSince`. */
export function incidentsOfV0(stored: unknown): unknown {
  const { incidents } = Object(stored) as { incidents?: unknown };
  if (!Array.isArray(incidents)) return stored;
  return { ...Object(stored), incidents: incidents.map(incidentOfV0) };
}

function incidentOfV0(stored: unknown): unknown {
  const { madeSince, createdSince, organizationId, organizationName, untouchedKeys, ...others } = Object(
    stored,
  ) as Record<string, unknown>;
  const { server, items } = others;
  if (typeof server !== 'string' || typeof organizationId !== 'string' || !URL.canParse(server))
    return stored;
  const marketId = marketIdOf({ server, organizationId });
  const inMarket = (all: unknown): unknown =>
    Array.isArray(all) ? all.map((one: unknown) => ({ ...Object(one), marketId })) : all;
  const { keys, sessions } = Object(createdSince ?? madeSince) as Record<string, unknown>;
  const looked = { state: 'looked' };
  return {
    ...others,
    markets: [
      {
        id: marketId,
        server,
        organizationId,
        name: organizationName,
        keys: looked,
        // Of an open one, sign-ins of other people are still to be looked for.
        sessions: others.closedAt === null ? { state: 'waiting' } : looked,
        admins: [],
        untouchedKeys,
      },
    ],
    items: inMarket(items),
    createdSince: { keys: inMarket(keys), sessions: inMarket(sessions) },
    alike: nothingOffered,
    spared: [],
  };
}
