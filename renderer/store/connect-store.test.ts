import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import {
  exampleConnected,
  exampleConnecting,
  exampleNotConnected,
  examplePreview,
  exampleSteps,
} from '../../testing/gallery/example-views.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { connectNow } from './connect-store.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion(given);
  const { connect, announcer } = createStores(fake.api);
  connect.open();
  const state = () => connectNow(connect.store.getState());
  await vi.waitFor(() => expect(state().view).toBeDefined());
  return { fake, connect, state, said: () => announcer.store.getState().words };
}

describe('connecting', () => {
  it('shows what would be written before anything is', async () => {
    const { fake, connect, state } = await opened({ preview: async () => ok(examplePreview) });
    await connect.loadPreview();
    expect(state().preview).toEqual({ state: 'ready', preview: examplePreview });
    expect(fake.calls).not.toContain('connect.start');
  });

  it('keeps why it can not be shown', async () => {
    const { connect, state } = await opened({ preview: async () => failed(failure('config-empty')) });
    await connect.loadPreview();
    expect(state().preview).toMatchObject({ state: 'failed', failure: { code: 'config-empty' } });
  });

  it('says each step aloud as it is proven, and the end', async () => {
    const { fake, said } = await opened({ connect: exampleConnecting('running', exampleSteps(1)) });
    fake.emit('connect', exampleConnecting('running', exampleSteps(2)));
    expect(said()).toBe('Done: Claude quit.');
    fake.emit('connect', exampleConnected(7));
    expect(said()).toBe('Claude Desktop is connected to Quince Street Market.');
  });

  it('keeps the failure of a call until the next one', async () => {
    let open = true;
    const { connect, state } = await opened({
      connect: exampleConnected(),
      connectCall: async () => (open ? failed(failure('claude-running')) : ok(exampleNotConnected)),
    });
    await connect.disconnect(true);
    expect(state()).toMatchObject({ view: { state: 'connected' }, work: { action: 'disconnect' } });
    open = false;
    await connect.disconnect(true);
    expect(state()).toMatchObject({ view: { state: 'not-connected' }, work: { state: 'idle' } });
  });
});

describe('several programs', () => {
  it('each have their own page and their own failure', async () => {
    const { connect, state } = await opened({
      connect: exampleConnected(),
      connectCall: async () => failed(failure('claude-running')),
    });
    await connect.disconnect(true);
    connect.choose('cursor');
    await vi.waitFor(() => expect(state().view).toEqual({ state: 'not-connected', client: 'cursor' }));
    expect(state().work).toEqual({ state: 'idle' });
    connect.choose('claude-desktop');
    expect(state()).toMatchObject({ view: { state: 'connected' }, work: { state: 'failed' } });
  });

  it('are listed with how each stands, also after an event', async () => {
    const { fake, state } = await opened({ installed: ['cursor'] });
    await vi.waitFor(() =>
      expect(state().clients).toContainEqual({ client: 'cursor', installed: true, state: 'not-connected' }),
    );
    fake.emit('connect', exampleConnected());
    expect(state().clients[0]).toMatchObject({ client: 'claude-desktop', state: 'connected' });
  });
});
