import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import {
  exampleConnecting,
  exampleConnection,
  examplePreview,
  exampleSteps,
} from '../testing/example-views.ts';
import { type FakeParts, fakeCompanion } from '../testing/fake-companion.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeParts> = {}) {
  const fake = fakeCompanion(given);
  const { connect, announcer } = createStores(fake.api);
  connect.open();
  await vi.waitFor(() => expect(connect.store.getState().view).toBeDefined());
  return { fake, connect, state: connect.store.getState, said: () => announcer.store.getState().words };
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
    fake.emit('connect', { state: 'connected', connection: exampleConnection, steps: exampleSteps(7) });
    expect(said()).toBe('Claude Desktop is connected to Quince Street Market.');
  });

  it('keeps the failure of a call until the next one', async () => {
    let open = true;
    const { connect, state } = await opened({
      connect: { state: 'connected', connection: exampleConnection, steps: [] },
      connectCall: async () => (open ? failed(failure('claude-running')) : ok({ state: 'not-connected' })),
    });
    await connect.disconnect(true);
    expect(state()).toMatchObject({ view: { state: 'connected' }, work: { action: 'disconnect' } });
    open = false;
    await connect.disconnect(true);
    expect(state()).toMatchObject({ view: { state: 'not-connected' }, work: { state: 'idle' } });
  });
});
