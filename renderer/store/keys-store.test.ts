import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { failed, ok } from '../../shared/result.ts';
import { exampleKeys, exampleList } from '../../testing/gallery/example-views.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores, openStores } from './stores.ts';

const [key] = exampleKeys as [KeyView];

async function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion({ keys: exampleList(), ...given });
  const { keys, announcer } = createStores(fake.api);
  keys.open();
  await Promise.resolve();
  await Promise.resolve();
  return { fake, keys, said: () => announcer.store.getState().words };
}
const revokedAt = '2026-06-09T09:42:07.000Z';

describe('the list of keys', () => {
  it('is asked for once and then follows what main tells', async () => {
    const { fake, keys } = await opened();
    expect(keys.store.getState().view).toEqual(exampleList());
    fake.emit('keys', { state: 'loading' });
    expect(keys.store.getState().view).toEqual({ state: 'loading' });
  });

  it('keeps the failure of a refresh until the next one', async () => {
    let answer: 'fail' | 'list' = 'fail';
    const { keys } = await opened({
      refresh: async (now) => (answer === 'fail' ? failed(failure('signed-out')) : ok(now)),
    });
    await keys.refresh();
    expect(keys.store.getState().work).toMatchObject({ state: 'failed', failure: { code: 'signed-out' } });
    answer = 'list';
    await keys.refresh();
    expect(keys.store.getState().work).toEqual({ state: 'idle' });
  });

  it('says aloud when a revocation is confirmed later', async () => {
    const unsure = exampleList([{ ...key, revocationNotConfirmed: true }]);
    const { fake, said } = await opened({ keys: unsure });
    fake.emit('keys', exampleList([{ ...key, revokedAt }]));
    expect(said()).toBe(`Convene has confirmed it now: “${key.name}” is revoked.`);
  });
});

describe('revoking', () => {
  it('goes from the question over the work to the proof', async () => {
    const proof = { kind: 'confirmed', revokedAt } as const;
    const { keys, said } = await opened({
      revoke: async () => ok(proof),
    });
    const stages: (string | undefined)[] = [];
    keys.store.subscribe(({ revoking }) => stages.push(revoking?.stage));
    keys.askToRevoke(key);
    await keys.revoke();
    expect([...new Set(stages)]).toEqual(['asking', 'working', 'settled']);
    keys.closeRevoking();
    expect(keys.store.getState().revoking).toBeUndefined();
    expect(said()).toBe(`“${key.name}” is revoked.`);
  });

  it('asks Convene once, however often it is pressed', async () => {
    const { fake, keys } = await opened({
      revoke: async () => failed(failure('revocation-unconfirmed', { cause: 'offline' })),
    });
    keys.askToRevoke(key);
    await Promise.all([keys.revoke(), keys.revoke()]);
    expect(fake.calls.filter((call) => call === 'keys.revoke')).toHaveLength(1);
  });

  it('can not be closed while Convene is being asked', async () => {
    let answer: () => void = () => {};
    const { keys } = await opened({
      revoke: () =>
        new Promise((resolve) => {
          answer = () => resolve(failed(failure('revocation-unconfirmed', { cause: 'offline' })));
        }),
    });
    keys.askToRevoke(key);
    const done = keys.revoke();
    keys.closeRevoking();
    expect(keys.store.getState().revoking?.stage).toBe('working');
    answer();
    await done;
  });

  it('is never announced as done when Convene has not confirmed it', async () => {
    const { keys, said } = await opened({
      revoke: async () => failed(failure('revocation-unconfirmed', { cause: 'offline' })),
    });
    await keys.tryAgain(key);
    expect(keys.store.getState().revoking).toMatchObject({
      answer: { error: { code: 'revocation-unconfirmed' } },
    });
    keys.closeRevoking();
    expect(said()).not.toContain('revoked');
  });

  it('isn’t announced while Convene calls the key revoked and still accepts it', async () => {
    const { fake, keys, said } = await opened({});
    const waits = { ...key, revocationNotConfirmed: true };
    fake.emit('keys', exampleList([waits]));
    fake.emit('keys', exampleList([{ ...waits, revokedAt, stillAcceptedAt: revokedAt }]));
    expect(keys.store.getState().view).toMatchObject({ keys: [{ revokedAt }] });
    expect(said()).not.toContain('confirmed');
  });

  it('shows a clear refusal as a failure, not as an open question', async () => {
    const { keys } = await opened({ revoke: async () => failed(failure('not-allowed')) });
    await keys.tryAgain(key);
    expect(keys.store.getState().revoking).toMatchObject({
      stage: 'settled',
      answer: { error: { code: 'not-allowed' } },
    });
  });
});

describe('all stores', () => {
  it('stop listening when they are closed', () => {
    const fake = fakeCompanion();
    const close = openStores(createStores(fake.api), fake.api);
    expect(fake.listeners()).toBe(11);
    close();
    expect(fake.listeners()).toBe(0);
  });
});
