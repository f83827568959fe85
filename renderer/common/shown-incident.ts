import type { IncidentView } from '../../shared/incident.ts';
import type { IncidentState } from '../store/incident-store.ts';
import { isOpen } from './incident-progress.ts';

/** Whose page is up under its tab; undefined while the doors, or the look for keys, are. */
export function shownIncident({
  page,
  incidents,
}: Pick<IncidentState, 'page' | 'incidents'>): IncidentView | undefined {
  if (page === undefined) return incidents.find(isOpen);
  return page.on === 'incident' ? incidents.find(({ id }) => id === page.id) : undefined;
}
