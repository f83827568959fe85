import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { exampleGuard } from '../../testing/gallery/example-settings.ts';
import { exampleConnection } from '../../testing/gallery/example-views.ts';
import { type FakeParts, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeParts> = {}) {
  const fake = fakeCompanion({ guard: exampleGuard('entry-gone'), ...given });
  const { guard, announcer } = createStores(fake.api);
  guard.open();
  await vi.waitFor(() => expect(guard.store.getState().findings).toHaveLength(1));
  return { fake, guard, state: guard.store.getState, said: () => announcer.store.getState().words };
}
const ours = { connectionId: exampleConnection.id, client: exampleConnection.client };

describe('the watch', () => {
  it('says aloud what it saw, once', async () => {
    const { fake, said } = await opened();
    expect(said()).toBe('Claude is no longer connected to Quince Street Market.');
    fake.emit('guard', exampleGuard('other-key', { name: 'convene' }));
    expect(said()).toBe('Another Convene key stands in Claude’s settings.');
    fake.emit('guard', exampleGuard('other-key', { name: 'convene' }));
    expect(said()).toBe('Another Convene key stands in Claude’s settings.');
  });

  it('says aloud that an entry is right again', async () => {
    const { guard, state, said } = await opened({ mendGuard: async () => ok({ findings: [] }) });
    expect(await guard.mend(ours)).toBe(true);
    expect(state().findings).toEqual([]);
    expect(said()).toBe('Our entry in Claude’s settings is right again.');
  });

  it('keeps what it saw, and why mending it failed', async () => {
    const { guard, state } = await opened({
      mendGuard: async () => failed(failure('claude-did-not-quit')),
    });
    expect(await guard.mend(ours)).toBe(false);
    expect(state()).toMatchObject({
      findings: [{ kind: 'entry-gone' }],
      work: { state: 'failed', failure: { code: 'claude-did-not-quit' } },
    });
  });
});
