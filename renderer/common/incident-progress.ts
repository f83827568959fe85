import type { ContainmentItem, IncidentView } from '../../shared/incident.ts';
import { isFoundOut } from '../../shared/incident-count.ts';

/** How far an incident is, by keys and by sessions. Only Convene's word makes a key `dead`. */
export interface IncidentProgress {
  readonly keys: Counts;
  readonly sessions: Counts;
}

interface Counts {
  readonly all: number;
  readonly dead: number;
  /** Being asked for, for the first time: nothing to worry about yet. */
  readonly asked: number;
  /** To be treated as live. */
  readonly unsure: number;
}

/** Begun a moment ago and without a setback: it has no alarm yet. */
export const isBeingAsked = ({ status, failure }: ContainmentItem): boolean =>
  status === 'working' || (status === 'waiting' && failure === undefined);

/** To be treated as live: asked for without an answer, refused, or accepted after all. */
export const isUnsettled = (item: ContainmentItem): boolean => item.status !== 'done' && !isBeingAsked(item);

const count = (items: readonly ContainmentItem[]): Counts => ({
  all: items.length,
  dead: items.filter(({ status }) => status === 'done').length,
  asked: items.filter(isBeingAsked).length,
  unsure: items.filter(isUnsettled).length,
});

export const progressOf = ({ items }: IncidentView): IncidentProgress => ({
  keys: count(items.filter(({ what }) => what === 'key')),
  sessions: count(items.filter(({ what }) => what === 'session')),
});

export const isOpen = ({ closedAt }: IncidentView): boolean => closedAt === null;

/** All that is known is settled, and nothing is still to be found. */
export const isConfirmed = (incident: IncidentView): boolean =>
  isFoundOut(incident) && incident.items.every(({ status }) => status === 'done');
