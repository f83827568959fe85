import type { IncidentView } from './incident.ts';

/** What isn't confirmed in all that is going on: the number on the tab and in the tray. */
export const countUnconfirmed = (incidents: readonly IncidentView[]): number =>
  incidents
    .filter(({ closedAt }) => closedAt === null)
    .reduce((sum, { items }) => sum + items.filter(({ status }) => status !== 'done').length, 0);
