import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import {
  exampleDiff,
  exampleHistory,
  examplePlaces,
  exampleRestored,
} from '../../testing/gallery/example-settings.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion(given);
  const { settings, announcer } = createStores(fake.api);
  return { fake, settings, state: settings.store.getState, said: () => announcer.store.getState().words };
}

/** Something that opens when it is told to. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('the settings file', () => {
  it('is shown with what would change before it is changed', async () => {
    const { fake, settings, state } = opened({ change: async () => ok(exampleDiff) });
    await settings.loadRestore('claude-desktop', 'copy-1');
    expect(state().change).toEqual({ state: 'ready', value: exampleDiff });
    expect(fake.calls).not.toContain('settings.restore');
  });

  it('is restored, told aloud, and its new history shown', async () => {
    const { settings, state, said } = opened({ changed: async () => ok(exampleRestored) });
    expect(await settings.restore('claude-desktop', 'copy-1', exampleDiff)).toBe(true);
    expect(state().history).toEqual({ state: 'ready', value: exampleRestored });
    expect(said()).toBe('The earlier copy is restored.');
  });

  it('is changed while Claude is quit, which is started again', async () => {
    const { fake, settings } = opened({ changed: async () => ok(exampleRestored) });
    await settings.undo('claude-desktop', exampleDiff, true);
    expect(fake.calls).toEqual(['connect.quitClient', 'settings.undo', 'connect.startClient']);
  });

  it('is left alone when Claude didn’t quit', async () => {
    const { fake, settings, state } = opened({
      connectCall: async () => failed(failure('claude-did-not-quit')),
    });
    expect(await settings.undo('claude-desktop', exampleDiff, true)).toBe(false);
    expect(fake.calls).toEqual(['connect.quitClient']);
    expect(state().work).toMatchObject({ state: 'failed', action: 'undo' });
  });

  it('is started again though restoring it failed', async () => {
    const { fake, settings, state } = opened({ changed: async () => failed(failure('config-not-writable')) });
    expect(await settings.restore('claude-desktop', 'copy-1', exampleDiff, true)).toBe(false);
    expect(fake.calls).toEqual(['connect.quitClient', 'settings.restore', 'connect.startClient']);
    expect(state().work).toMatchObject({ failure: { code: 'config-not-writable' } });
  });

  it('of one program says nothing about another’s', async () => {
    const { settings, state } = opened({
      places: async () => ok(examplePlaces),
      history: async () => ok(exampleHistory),
    });
    await settings.loadHistory('claude-desktop');
    await settings.loadPlaces('cursor');
    expect(state()).toMatchObject({ client: 'cursor', history: { state: 'not-asked' } });
  });

  it('shows only the newest answer', async () => {
    const answers = [gate(), gate()];
    let asked = 0;
    const { settings, state } = opened({
      change: async () => {
        const mine = asked;
        asked += 1;
        await answers[mine]?.opened;
        return ok({ ...exampleDiff, fingerprint: `answer ${mine}` });
      },
    });
    const first = settings.loadRestore('claude-desktop', 'copy-1');
    const second = settings.loadRestore('claude-desktop', 'copy-2');
    answers[1]?.open();
    await second;
    answers[0]?.open();
    await first;
    expect(state().change).toMatchObject({ value: { fingerprint: 'answer 1' } });
  });
});
