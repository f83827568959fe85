import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoPeople } from '../../demo/seed/people.ts';
import type { IncidentView } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const lost = 'Stall 9';
let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

/** This computer's clock is so many minutes ahead of Convene's. */
async function signedInAhead(minutes: number): Promise<Companion> {
  await (await world.openSignedIn()).close();
  const clock = { now: () => new Date(Date.now() + minutes * 60_000) };
  const companion = await world.open({ clock });
  await companion.keys.refresh();
  return companion;
}

async function whole(companion: Companion, begun: Result<IncidentView>): Promise<IncidentView> {
  if (!begun.ok) throw new Error(begun.error.code);
  const settled = await companion.incidents.settled(begun.value.id);
  if (!settled.ok) throw new Error(settled.error.code);
  const closed = await companion.incidents.close(begun.value.id);
  return closed.ok ? closed.value : settled.value;
}

it.each([-10, 10])(
  'a report tells one order of events where this computer’s clock is %i minutes off',
  async (minutes) => {
    const key = world.server.createKey(`Cursor on ${lost}`).key.id;
    const companion = await signedInAhead(minutes);
    const begun = await companion.incidents.begin({
      kind: 'device',
      device: lost,
      keyIds: [key],
      sessionIds: [],
      lastTrustedAt: null,
    });
    const incident = await whole(companion, begun);
    const report = await companion.papers.report(incident.id);
    if (!report.ok) throw new Error(report.error.code);
    const { reportedAt, contained, closedAt, writtenAt } = report.value;
    const times = [reportedAt, contained[0]?.at, closedAt, writtenAt].map((at) =>
      Math.floor(Date.parse(at ?? '') / 1_000),
    );
    expect(times.every(Number.isFinite)).toBe(true);
    expect(times[0]).toBeLessThanOrEqual(times[1] ?? 0);
    expect(times[2]).toBeLessThanOrEqual(times[3] ?? 0);
    expect(Math.abs((times[3] ?? 0) - (times[1] ?? 0))).toBeLessThan(120);
  },
);

it.each([-10, 10])(
  'what was on a lost device is part of it where the clock is %i minutes off',
  async (minutes) => {
    const companion = await signedInAhead(minutes);
    const [known, unknown] = [
      world.server.createKey(`Cursor on ${lost}`),
      world.server.createKey(`Zed on ${lost}`),
    ];
    const session = world.server.signIn(demoPeople.ana.email, lost);
    const begun = await companion.incidents.begin({
      kind: 'device',
      device: lost,
      keyIds: [known.key.id],
      sessionIds: [],
      lastTrustedAt: null,
    });
    const { items } = await whole(companion, begun);
    expect(items.map(({ id }) => id).sort()).toEqual(
      [known.key.id, unknown.key.id, session.sessionId].sort(),
    );
    expect(items.every(({ status }) => status === 'done')).toBe(true);
  },
);
