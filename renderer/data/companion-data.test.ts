import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SettingsDiff } from '../../shared/settings.ts';
import { exampleDiff, exampleHistory, exampleRestored } from '../../testing/gallery/example-settings.ts';
import { exampleSignedIn, exampleWaiting } from '../../testing/gallery/example-views.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createCompanionData } from './companion-data.ts';

function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion(given);
  const data = createCompanionData(fake.api);
  return { ...fake, data, said: () => data.announcer.store.getState().words };
}
const client = 'claude-desktop';
const nobody = (): void => {};

/** A question whose answers come when they are told to. */
function heldAnswers() {
  const held: ((answer: Result<SettingsDiff>) => void)[] = [];
  const change = () => new Promise<Result<SettingsDiff>>((resolve) => held.push(resolve));
  return { held, change };
}

describe('a view', () => {
  it('is loading until main has answered', async () => {
    const { data } = opened({ account: exampleSignedIn });
    const account = data.question('account.view', []);
    account.use(nobody);
    expect(account.now()).toEqual({ state: 'loading' });
    await vi.waitFor(() => expect(account.now()).toEqual({ state: 'ready', value: exampleSignedIn }));
  });

  it('is asked once, however many use it', () => {
    const { data, calls } = opened();
    data.question('account.view', []).use(nobody)();
    data.question('account.view', []).use(nobody);
    expect(calls).toEqual(['account.view']);
  });

  it('shows an event rather than the answer that was asked for before it', async () => {
    const { data, emit, api } = opened({ account: { state: 'signed-out' } });
    const account = data.question('account.view', []);
    account.use(nobody);
    emit('account', exampleSignedIn);
    await api.account.view();
    expect(account.now()).toEqual({ state: 'ready', value: exampleSignedIn });
  });

  it('keeps what was told while nobody used it', () => {
    const { data, emit } = opened();
    const account = data.question('account.view', []);
    account.use(nobody)();
    emit('account', exampleSignedIn);
    expect(account.now()).toEqual({ state: 'ready', value: exampleSignedIn });
  });

  it('says why there is none', async () => {
    const fake = fakeCompanion();
    const view = async () => failed(failure('storage-failed'));
    const data = createCompanionData({ ...fake.api, watch: { ...fake.api.watch, view } });
    const watch = data.question('watch.view', []);
    watch.use(nobody);
    await vi.waitFor(() => expect(watch.now()).toMatchObject({ failure: { code: 'storage-failed' } }));
  });

  it('of one client says nothing about another’s', () => {
    const { data, emit } = opened();
    emit('connect', { state: 'not-connected', client });
    expect(data.question('connect.view', [{ client }]).now()).toMatchObject({ value: { client } });
    expect(data.question('connect.view', [{ client: 'cursor' }]).now()).toEqual({ state: 'loading' });
  });
});

describe('a question', () => {
  it('drops the answer to what was asked before', async () => {
    const { held, change } = heldAnswers();
    const { data } = opened({ change });
    const question = data.question('settings.previewUndo', [{ client }]);
    question.use(nobody);
    const again = question.again();
    held[1]?.(ok({ ...exampleDiff, fingerprint: 'newer' }));
    held[0]?.(ok({ ...exampleDiff, fingerprint: 'older' }));
    await again;
    await Promise.resolve();
    expect(question.now()).toMatchObject({ value: { fingerprint: 'newer' } });
  });

  it('is loading while it is asked once more', async () => {
    const { data } = opened({ history: async () => ok(exampleHistory) });
    const history = data.question('settings.history', [{ client }]);
    history.use(nobody);
    await vi.waitFor(() => expect(history.now().state).toBe('ready'));
    const again = history.again();
    expect(history.now()).toEqual({ state: 'loading' });
    await again;
    expect(history.now()).toEqual({ state: 'ready', value: exampleHistory });
  });

  it('that nobody uses any more forgets its answer, and what still comes of it', async () => {
    const { held, change } = heldAnswers();
    const { data } = opened({ change });
    const question = data.question('settings.previewUndo', [{ client }]);
    const end = question.use(nobody);
    end();
    held[0]?.(ok(exampleDiff));
    await Promise.resolve();
    expect(question.now()).toEqual({ state: 'loading' });
  });

  it('tells those who use it of each answer', async () => {
    const { data } = opened({ history: async () => ok(exampleHistory) });
    const hear = vi.fn();
    data.question('settings.history', [{ client }]).use(hear);
    await vi.waitFor(() => expect(hear).toHaveBeenCalledOnce());
  });
});

describe('a call', () => {
  it('is running until it is answered', async () => {
    const { data } = opened();
    const call = data.call('reminders.test');
    const running = call.run([]);
    expect(call.state.getState().running).toBe(true);
    await running;
    expect(call.state.getState().running).toBe(false);
  });

  it('is made once at a time', async () => {
    const { data, calls } = opened();
    const call = data.call('reminders.test');
    const first = call.run([]);
    expect(await call.run([])).toMatchObject({ error: { code: 'busy' } });
    await first;
    expect(calls).toEqual(['reminders.test']);
    expect(call.state.getState().failure).toBeUndefined();
  });

  it('that waits is made after the one before', async () => {
    const { data, calls } = opened();
    const call = data.call('reminders.test');
    const all = [1, 2, 3].map(() => call.run([], { waits: true }));
    expect(calls).toEqual(['reminders.test']);
    expect(await Promise.all(all)).toEqual([ok({}), ok({}), ok({})]);
    expect(calls).toHaveLength(3);
  });

  it('keeps why it failed until it is forgotten', async () => {
    const { data } = opened({ signIn: async () => failed(failure('offline')) });
    const call = data.call('account.signIn');
    await call.run([{ where: 'convene' }], { says: 'Signed in.' });
    expect(call.state.getState().failure).toMatchObject({ code: 'offline' });
    call.forget();
    expect(call.state.getState().failure).toBeUndefined();
  });

  it('says what it did to screen readers, and nothing when it failed', async () => {
    const { data, said } = opened({
      change: async () => ok(exampleDiff),
      changed: async () => ok(exampleRestored),
    });
    await data.call('settings.previewRepair').run([{ client }], { says: 'Not true.' });
    expect(said()).toBe('');
    const consent = { client, fingerprint: 'one', quitFirst: false } as const;
    await data.call('settings.undo').run([consent], { says: 'Our last change is undone.' });
    expect(said()).toBe('Our last change is undone.');
  });

  it('says what follows from its answer and its input', async () => {
    const { data, said } = opened();
    await data.call('loginItem.choose').run([{ on: true }], {
      says: ({ state }, { on }) => `It is ${state}, as ${on ? 'wanted' : 'feared'}.`,
    });
    expect(said()).toBe('It is on, as wanted.');
  });

  it('writes its answer into the view that it answers anew', async () => {
    const { data } = opened({ signIn: async () => ok(exampleWaiting) });
    const account = data.question('account.view', []);
    await data.call('account.signIn').run([{ where: 'convene' }]);
    expect(account.now()).toEqual({ state: 'ready', value: exampleWaiting });
  });

  it('writes its answer into the question that it answers anew, about the same client', async () => {
    const { data } = opened({
      history: async () => ok(exampleHistory),
      changed: async () => ok(exampleRestored),
    });
    const [ours, others] = ([client, 'cursor'] as const).map((one) =>
      data.question('settings.history', [{ client: one }]),
    );
    ours?.use(nobody);
    others?.use(nobody);
    await data.call('settings.undo').run([{ client, fingerprint: 'one', quitFirst: false }]);
    expect(ours?.now()).toEqual({ state: 'ready', value: exampleRestored });
    await vi.waitFor(() => expect(others?.now()).toEqual({ state: 'ready', value: exampleHistory }));
  });
});
