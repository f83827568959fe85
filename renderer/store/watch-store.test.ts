import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { exampleWatch } from '../../testing/gallery/example-settings.ts';
import { exampleConnection } from '../../testing/gallery/example-views.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion({ watch: exampleWatch('entry-gone'), ...given });
  const { watch, announcer } = createStores(fake.api);
  watch.open();
  await vi.waitFor(() => expect(watch.store.getState().findings).toHaveLength(1));
  return { fake, watch, state: watch.store.getState, said: () => announcer.store.getState().words };
}
const ours = { connectionId: exampleConnection.id, client: exampleConnection.client };

describe('the watch', () => {
  it('says aloud what it saw, once', async () => {
    const { fake, said } = await opened();
    expect(said()).toBe('Claude is no longer connected to Quince Street Market.');
    fake.emit('watch', exampleWatch('other-key', { name: 'convene' }));
    expect(said()).toBe('Another Convene key stands in Claude’s settings.');
    fake.emit('watch', exampleWatch('other-key', { name: 'convene' }));
    expect(said()).toBe('Another Convene key stands in Claude’s settings.');
  });

  it('says aloud that an entry is right again', async () => {
    const { watch, state, said } = await opened({ fixWatched: async () => ok({ findings: [] }) });
    expect(await watch.fix(ours)).toBe(true);
    expect(state().findings).toEqual([]);
    expect(said()).toBe('Our entry in Claude’s settings is right again.');
  });

  it('keeps what it saw, and why fixing it failed', async () => {
    const { watch, state } = await opened({
      fixWatched: async () => failed(failure('claude-did-not-quit')),
    });
    expect(await watch.fix(ours)).toBe(false);
    expect(state()).toMatchObject({
      findings: [{ kind: 'entry-gone' }],
      work: { state: 'failed', failure: { code: 'claude-did-not-quit' } },
    });
  });
});
