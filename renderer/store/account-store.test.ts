import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import {
  demo,
  examplePastedKey,
  exampleSignedIn,
  exampleWaiting,
} from '../../testing/gallery/example-views.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion(given);
  const { account, announcer } = createStores(fake.api);
  account.open();
  return { fake, account, state: account.store.getState, said: () => announcer.store.getState().words };
}

describe('the account', () => {
  it('is opening until main has said who is there', async () => {
    const { state } = opened({ account: exampleSignedIn });
    expect(state().view.state).toBe('opening');
    await vi.waitFor(() => expect(state().view).toEqual(exampleSignedIn));
  });

  it('prefers an event to the answer of the first question, because it is newer', async () => {
    const { fake, state } = opened({ account: { state: 'signed-out' } });
    for (const hear of [exampleSignedIn]) fake.emit('account', hear);
    await fake.api.account.view();
    expect(state().view).toEqual(exampleSignedIn);
  });

  it('shows the code after signing in was asked for, and who it is after approval', async () => {
    const { fake, account, state, said } = opened({ signIn: async () => ok(exampleWaiting) });
    await account.signIn('convene');
    expect(state().view).toEqual(exampleWaiting);
    fake.emit('account', exampleSignedIn);
    expect(said()).toBe('You’re signed in as Ana Ruiz.');
  });

  it('keeps why signing in could not start', async () => {
    const { account, state } = opened({ signIn: async () => failed(failure('offline')) });
    await account.signIn('convene');
    expect(state().work).toMatchObject({ state: 'failed', action: 'sign-in', failure: { code: 'offline' } });
  });

  it('learns the demo sign-in only for the demo market', async () => {
    const real = opened({ account: exampleWaiting });
    await vi.waitFor(() => expect(real.state().view.state).toBe('waiting'));
    expect(real.fake.calls).not.toContain('account.demoSignIn');
    const { state } = opened({ account: { ...exampleWaiting, server: demo } });
    await vi.waitFor(() => expect(state().demoSignIn?.email).toBe('ana@quince.example'));
  });

  it('forgets that the code was copied when another screen comes', async () => {
    const { fake, account, state, said } = opened({ account: exampleWaiting });
    await account.copyCode();
    expect([state().copied, said()]).toEqual([true, 'Code copied.']);
    fake.emit('account', { state: 'signed-out', failure: failure('sign-in-expired') });
    expect(state().copied).toBe(false);
  });

  it('keeps the failure of a pasted key, and drops it when asked', async () => {
    const { account, state } = opened({ pasteKey: async () => failed(failure('refused')) });
    await account.pasteKey('anything');
    expect(state().work).toMatchObject({ state: 'failed', action: 'paste' });
    account.forgetFailure();
    expect(state().work).toEqual({ state: 'idle' });
  });

  it('never keeps a pasted key', async () => {
    const { account, state } = opened({ pasteKey: async () => ok(examplePastedKey) });
    await account.pasteKey('something secret');
    expect(JSON.stringify(state())).not.toContain('something secret');
  });

  it('says after signing out what stays behind', async () => {
    const leftBehind = [{ what: 'entry' as const, name: 'convene-quince' }];
    const { account, state, said } = opened({
      account: exampleSignedIn,
      signOut: async () => ok({ account: { state: 'signed-out' }, leftBehind }),
    });
    await account.signOut();
    expect(state()).toMatchObject({ view: { state: 'signed-out' }, leftBehind });
    expect(said()).toBe('Not everything could be undone.');
  });

  it('forgets what stayed behind when somebody signs in again', async () => {
    const { fake, account, state } = opened({ account: exampleSignedIn });
    await account.signOut();
    expect(state().leftBehind).toEqual([]);
    fake.emit('account', exampleWaiting);
    expect(state().leftBehind).toBeUndefined();
  });
});
