import { z } from 'zod';
import { type IncidentView, incidentViewSchema } from '../../shared/incident.ts';

/**
 * Every incident, written before anything is asked of Convene and after each answer, so that the next start goes on. No
 * secrets: keys are known by id, name and hint.
 */
export const incidentsFileSchema = z.strictObject({
  incidents: z.array(
    incidentViewSchema.extend({
      server: z.url(),
      /** Whose sessions can end the sessions, and make keys. */
      personId: z.string(),
      /** To say whose it is; older ones don't. */
      email: z.string().optional(),
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
  const others = incidents.filter(({ id }) => id !== next.id);
  const all = [next, ...others].sort((one, other) => other.openedAt.localeCompare(one.openedAt));
  const closed = all.filter(({ closedAt }) => closedAt !== null);
  const forgotten = new Set(closed.slice(keptClosed).map(({ id }) => id));
  return { incidents: all.filter(({ id }) => !forgotten.has(id)) };
}

export const viewOf = ({
  server: _server,
  personId: _person,
  email: _email,
  left: _left,
  ...view
}: Incident): IncidentView => view;

/** Files of 0.1.0 call what was created since `madeSince`. */
export function incidentsOfV0(stored: unknown): unknown {
  const { incidents } = Object(stored) as { incidents?: unknown };
  if (!Array.isArray(incidents)) return stored;
  return {
    ...Object(stored),
    incidents: incidents.map((incident: unknown) => {
      const { madeSince, ...others } = Object(incident) as Record<string, unknown>;
      return madeSince === undefined ? incident : { ...others, createdSince: madeSince };
    }),
  };
}
