import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quince } from '../../demo/seed/people.ts';
import type { IncidentView } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { createMemoryRotationWorld, type RotationWorld } from '../../testing/rotation-world.ts';
import type { Companion } from '../companion.ts';

const waiting = { timeout: 15_000, interval: 20 };
const always = Number.POSITIVE_INFINITY;

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
/** Reports keys as leaked, and waits until each was asked for once. */
async function leaked(...keyIds: readonly (string | undefined)[]): Promise<IncidentView> {
  const begun = value(
    await companion.incidents.begin({
      kind: 'leak',
      keyIds: keyIds.filter((id) => id !== undefined),
      sessionIds: [],
      lastTrustedAt: null,
    }),
  );
  return value(await companion.incidents.settled(begun.id));
}
const live = (): string[] =>
  world.server
    .keys()
    .filter(({ id, revoked_at }) => revoked_at === null && !seeded.has(id))
    .map(({ id }) => id);
let seeded: Set<string>;
beforeEach(() => {
  const { keyId } = world.connection;
  seeded = new Set(
    world.server
      .keys()
      .map(({ id }) => id)
      .filter((id) => id !== keyId),
  );
});

const replacements = () =>
  companion.rotations.involved({ server: world.server.address, organizationId: quince.id });

describe('a key of this computer that leaks while it is replaced', () => {
  /** The successor is made and can’t be proven: both keys work, and the old one is in use. */
  async function stoppedHalfway() {
    const fault = world.server.faults.add({ kind: 'server-error', path: '/mcp', times: always });
    expect(await companion.rotations.rotate(world.connection.id)).toMatchObject({ ok: false });
    const [rotation] = await replacements();
    expect(live()).toHaveLength(2);
    return { fault, oldKeyId: rotation?.oldKeyId, newKeyId: rotation?.newKeyId };
  }

  it('is dead, and its successor goes into use', async () => {
    const { fault, oldKeyId, newKeyId } = await stoppedHalfway();
    fault.remove();
    expect((await leaked(oldKeyId)).items).toMatchObject([{ status: 'done' }]);
    await vi.waitFor(async () => expect(await replacements()).toEqual([]), waiting);
    expect(live()).toEqual([newKeyId]);
    expect(await world.keyInUseWorks()).toBe(true);
  });

  it('is dead at once though its successor can’t be proven yet, and nothing unlisted is left alive', async () => {
    const { fault, oldKeyId, newKeyId } = await stoppedHalfway();
    expect((await leaked(oldKeyId)).items).toMatchObject([{ status: 'done' }]);
    expect(live()).toEqual([newKeyId]);
    fault.remove();
    expect(await companion.rotations.rotate(world.connection.id)).toMatchObject({ ok: true });
    expect(live()).toEqual([newKeyId]);
    expect(await world.keyInUseWorks()).toBe(true);
  });

  it('stays in use when it is the successor that leaked', async () => {
    const { fault, oldKeyId, newKeyId } = await stoppedHalfway();
    fault.remove();
    expect((await leaked(newKeyId)).items).toMatchObject([{ status: 'done' }]);
    await vi.waitFor(async () => expect(await replacements()).toEqual([]), waiting);
    expect(live()).toEqual([oldKeyId]);
    expect(await world.keyInUseWorks()).toBe(true);
  });

  it('is dead with its successor when both leaked', async () => {
    const { fault, oldKeyId, newKeyId } = await stoppedHalfway();
    fault.remove();
    expect((await leaked(oldKeyId, newKeyId)).items.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(live()).toEqual([]);
    expect(await world.keyInUseWorks()).toBe(false);
  });

  it('leaves no live key behind, whenever in the rotation it is reported', async () => {
    const { keyId } = world.connection;
    const rotating = companion.rotations.rotate(world.connection.id);
    const { items } = await leaked(keyId);
    await rotating;
    expect(items).toMatchObject([{ status: 'done' }]);
    expect(live()).not.toContain(keyId);
    await vi.waitFor(async () => expect(await replacements()).toEqual([]), waiting);
    await companion.keys.refresh();
    const list = companion.keys.view();
    const listed = list.state === 'listed' ? list.keys.map(({ id }) => id) : [];
    expect(live().filter((id) => !listed.includes(id))).toEqual([]);
  });
});

describe('another program’s key that leaks while it is replaced', () => {
  async function begunByHand() {
    const { key } = world.server.createKey('ChatGPT on Front counter');
    const old = { id: key.id, name: key.name, tokenHint: key.token_hint };
    await companion.keys.refresh();
    const { id } = value(await companion.handovers.start(old));
    const [handover] = companion.handovers.view();
    return { handoverId: id, oldKeyId: old.id, newKeyId: handover?.newKey?.id };
  }

  it('is dead, and the new one stays for its place', async () => {
    const { oldKeyId, newKeyId } = await begunByHand();
    expect((await leaked(oldKeyId)).items).toMatchObject([{ status: 'done' }]);
    expect(live()).toEqual(expect.arrayContaining([newKeyId]));
    expect(live()).not.toContain(oldKeyId);
  });

  it('goes on as before when the new one leaked', async () => {
    const { oldKeyId, newKeyId } = await begunByHand();
    expect((await leaked(newKeyId)).items).toMatchObject([{ status: 'done' }]);
    await vi.waitFor(() => expect(companion.handovers.view()).toEqual([]), waiting);
    expect(live()).toContain(oldKeyId);
    expect(live()).not.toContain(newKeyId);
  });
});

it('a keychain that is locked keeps nothing from being revoked; then it is Convene’s word that counts', async () => {
  await world.keyring.restart({ unlocked: false });
  const { items } = await leaked(world.connection.keyId);
  expect(items).toMatchObject([{ status: 'done', proof: { kind: 'confirmed' } }]);
  expect(live()).toEqual([]);
}, 60_000);
