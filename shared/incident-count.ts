import type { ContainmentItem, IncidentView } from './incident.ts';

/** Begun a moment ago and without a setback: it has no alarm yet. */
export const isBeingAsked = ({ status, failure }: ContainmentItem): boolean =>
  status === 'working' || (status === 'waiting' && failure === undefined);

/** To be treated as live: asked for without an answer, refused, or accepted after all. */
export const isUnsettled = (item: ContainmentItem): boolean => item.status !== 'done' && !isBeingAsked(item);

/** What isn't confirmed in all that is going on: the number on the tab. */
export const countUnconfirmed = (incidents: readonly IncidentView[]): number =>
  incidents
    .filter(({ closedAt }) => closedAt === null)
    .reduce((sum, { items }) => sum + items.filter(({ status }) => status !== 'done').length, 0);
