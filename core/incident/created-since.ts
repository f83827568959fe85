import type { WireKey, WireSession } from '../../shared/convene/wire.ts';
import type { IncidentView } from '../../shared/incident.ts';
import type { Incident } from './incidents-file.ts';

/** Where the person hasn't said since when, a stolen session may have been at work for a day before it was noticed. */
const assumedMs = 24 * 60 * 60_000;
/** Convene's clock and this computer's may differ. */
const clockToleranceMs = 2 * 60_000;

export const sinceWhen = ({
  lastTrustedAt,
  openedAt,
}: Pick<Incident, 'lastTrustedAt' | 'openedAt'>): number =>
  lastTrustedAt === null ? Date.parse(openedAt) - assumedMs : Date.parse(lastTrustedAt);

/**
 * Keys and sessions that this person's sessions have made since, and not this companion: whoever has a session can make
 * keys. `ours`: keys that this companion made or uses.
 */
export function createdSince(
  incident: Incident,
  keys: readonly WireKey[],
  sessions: readonly WireSession[],
  ours: ReadonlySet<string>,
): IncidentView['createdSince'] {
  const since = sinceWhen(incident) - clockToleranceMs;
  const contained = new Set(incident.items.map(({ id }) => id));
  return {
    keys: keys
      .filter(
        (key) =>
          key.revoked_at === null &&
          key.created_by.id === incident.personId &&
          Date.parse(key.created_at) >= since &&
          !ours.has(key.id) &&
          !contained.has(key.id),
      )
      .map(({ id, name, token_hint, created_at }) => ({
        id,
        name,
        tokenHint: token_hint,
        createdAt: created_at,
      })),
    sessions: sessions
      .filter(
        (session) =>
          !session.current && Date.parse(session.created_at) >= since && !contained.has(session.id),
      )
      .map(({ id, device_name, created_at }) => ({ id, deviceName: device_name, createdAt: created_at })),
  };
}
