import type { IncidentSubjects } from '../../shared/incident.ts';

export type SubjectDevice = IncidentSubjects['devices'][number];
export type SubjectKey = SubjectDevice['keys'][number];

/** A longer list helps nobody in a hurry: searching does. */
export const mostShown = 50;

const usedAt = ({ lastUsedAt }: { lastUsedAt: string | null }): number =>
  lastUsedAt === null ? 0 : new Date(lastUsedAt).getTime();

/** Every key that works, the one used last first. */
export const subjectKeys = ({ devices }: IncidentSubjects): SubjectKey[] =>
  devices.flatMap(({ keys }) => keys).sort((a, b) => usedAt(b) - usedAt(a));

/** Those whose name or ending holds every word that was typed. */
export function foundSubjects(keys: readonly SubjectKey[], typed: string): readonly SubjectKey[] {
  const words = typed.toLocaleLowerCase('en-US').split(/\s+/u).filter(Boolean);
  if (words.length === 0) return keys;
  return keys.filter(({ name, tokenHint }) => {
    const text = `${name} ${tokenHint}`.toLocaleLowerCase('en-US');
    return words.every((word) => text.includes(word));
  });
}

/** Devices by name, with those that hold something; the computer in use comes last, as it is at hand. */
export const subjectDevices = ({ devices }: IncidentSubjects): (SubjectDevice & { device: string })[] =>
  devices
    .flatMap((one) => (one.device === null ? [] : [{ ...one, device: one.device }]))
    .sort((a, b) => Number(a.thisOne) - Number(b.thisOne));

/** When a device was last heard of, by its keys or its session; undefined: never. */
export function lastHeardOf({ keys, sessions }: SubjectDevice): Date | undefined {
  const latest = Math.max(
    0,
    ...keys.map(usedAt),
    ...sessions.map(({ lastSeenAt }) => Date.parse(lastSeenAt)),
  );
  return latest === 0 ? undefined : new Date(latest);
}
