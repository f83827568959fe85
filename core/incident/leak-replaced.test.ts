/** A leaked key is dead at once, and what used it gets another: here in the same run, elsewhere by hand. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { IncidentView } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { createMemoryRotationWorld, type RotationWorld } from '../../testing/rotation-world.ts';
import type { Companion } from '../companion.ts';
import { marketIdOf } from './markets.ts';

const always = Number.POSITIVE_INFINITY;
const name = 'ChatGPT on Front counter';

let world: RotationWorld;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryRotationWorld();
  ({ companion } = world);
  await companion.keys.refresh();
});
afterEach(() => world.end());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const marketId = (organizationId: string): string =>
  marketIdOf({ server: world.server.address, organizationId });
async function leaked(id: string, organizationId: string = quince.id): Promise<IncidentView> {
  const key = { what: 'key' as const, marketId: marketId(organizationId), id };
  const begun = value(
    await companion.incidents.begin({
      kind: 'leak',
      keyIds: [],
      sessionIds: [],
      assets: [key],
      lastTrustedAt: null,
    }),
  );
  return value(await companion.incidents.settled(begun.id));
}
const incident = (): IncidentView | undefined => companion.incidents.view().incidents[0];

describe('a leaked key of this computer', () => {
  it('is revoked at once, and its connection works with its successor, which has its name', async () => {
    const { id, keyId = '', keyName } = world.connection;
    expect((await leaked(keyId)).items).toMatchObject([{ status: 'done', proof: { kind: 'refused' } }]);
    expect(await world.keyInUseWorks()).toBe(false);
    const rotated = value(await companion.rotations.rotate(id));
    expect(await world.keyInUseWorks()).toBe(true);
    expect(rotated.newKey.name).toBe(keyName);
    expect(rotated.proof.kind).toBe('refused');
    expect(incident()).toMatchObject({
      items: [{ proof: rotated.proof, replacedBy: rotated.newKey }],
      done: ['replace'],
    });
  });

  it('leaves no second key behind, where its replacement stops and goes on at the next start', async () => {
    const { id, keyId = '' } = world.connection;
    await leaked(keyId);
    const fault = world.server.faults.add({ kind: 'server-error', path: '/mcp', times: always });
    expect(await companion.rotations.rotate(id)).toMatchObject({ ok: false });
    fault.remove();
    await companion.close();
    ({ companion } = await world.nextStart());
    value(await companion.rotations.resumeAll());
    expect(await world.keyInUseWorks()).toBe(true);
    expect(world.ourLiveKeys()).toHaveLength(1);
  });
});

describe('a leaked key that lives elsewhere', () => {
  it('is replaced by one that is made here and put in its place by hand', async () => {
    const { key } = world.server.createKey(name);
    const { id, items } = await leaked(key.id);
    const ref = { what: 'key' as const, marketId: items[0]?.marketId ?? '', id: key.id };
    const { key: old, within } = value(companion.incidents.keyToReplace(id, ref));
    const begun = value(await companion.handovers.start(old, within));
    const token = value(await companion.handovers.token(begun.id));
    expect(world.server.accepts(token)).toBe(true);
    value(await companion.handovers.finish(begun.id));
    expect(await companion.handovers.token(begun.id)).toMatchObject({ ok: false });
    expect(world.server.accepts(token)).toBe(true);
    expect(incident()).toMatchObject({ items: [{ replacedBy: { name } }], done: ['replace'] });
    expect(readFileSync(`${world.folder}/incidents.json`, 'utf8')).not.toContain(token.slice(7, -4));
  });

  it('of another market is replaced in that market', async () => {
    const { key } = world.server.createKey(name, demoPeople.ines.email, harbor.id);
    const { id } = await leaked(key.id, harbor.id);
    const ref = { what: 'key' as const, marketId: marketId(harbor.id), id: key.id };
    const { key: old, within } = value(companion.incidents.keyToReplace(id, ref));
    const begun = value(await companion.handovers.start(old, within));
    expect(begun.organizationId).toBe(harbor.id);
    value(await companion.handovers.finish(begun.id));
    expect(world.server.keys(harbor.id).filter((one) => one.name === name && !one.revoked_at)).toHaveLength(
      1,
    );
  });

  it('keeps its successor to be copied until it is in its place, though the incident goes on', async () => {
    const { key } = world.server.createKey(name);
    const { id } = await leaked(key.id);
    const { key: old, within } = value(
      companion.incidents.keyToReplace(id, { what: 'key', marketId: marketId(quince.id), id: key.id }),
    );
    const begun = value(await companion.handovers.start(old, within));
    value(await companion.incidents.tryAgain(id));
    expect(await companion.handovers.token(begun.id)).toMatchObject({ ok: true });
  });

  it('is in the report with what took its place', async () => {
    const { key } = world.server.createKey(name);
    const { id } = await leaked(key.id);
    const { key: old, within } = value(
      companion.incidents.keyToReplace(id, { what: 'key', marketId: marketId(quince.id), id: key.id }),
    );
    value(await companion.handovers.finish(value(await companion.handovers.start(old, within)).id));
    const report = value(await companion.papers.report(id));
    expect(report.contained).toMatchObject([{ name, replacedBy: { name } }]);
  });
});
