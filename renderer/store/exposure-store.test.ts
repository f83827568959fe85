import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import {
  exampleAdopted,
  exampleEnded,
  exampleExposurePlaces,
  exampleFound,
  exampleLooking,
} from '../../testing/gallery/example-exposure.ts';
import { type FakeParts, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeParts> = {}) {
  const fake = fakeCompanion({
    exposurePlaces: exampleExposurePlaces,
    startExposure: async () => ok(exampleLooking),
    ...given,
  });
  const { exposure, announcer } = createStores(fake.api);
  exposure.open();
  await exposure.loadPlaces();
  return { fake, exposure, state: exposure.store.getState, said: () => announcer.store.getState().words };
}
const documents = '/Users/ana/Documents';

describe('the look for keys in files', () => {
  it('proposes every place, and asks for them once', async () => {
    const { fake, exposure, state } = await opened();
    await exposure.loadPlaces();
    expect(state().agreed.size).toBe(exampleExposurePlaces.length);
    expect(fake.calls.filter((call) => call === 'exposure.places')).toHaveLength(1);
  });

  it('leaves out what the person took out', async () => {
    const { exposure, state } = await opened();
    exposure.agree(documents, false);
    expect(state().agreed.has(documents)).toBe(false);
  });

  it('looks nowhere without a place that the person agreed to', async () => {
    const { fake, exposure } = await opened({ exposurePlaces: [] });
    await exposure.start();
    expect(fake.calls).not.toContain('exposure.start');
  });

  it('shows itself while it looks, and says aloud how it ended', async () => {
    const { fake, exposure, state, said } = await opened();
    await exposure.start();
    expect(state().view).toEqual(exampleLooking);
    fake.emit('exposure', exampleEnded({ findings: [exampleFound({ id: 'f-1' })] }));
    expect(said()).toBe('One key is lying around in a file.');
  });

  it('keeps what was found when it is stopped', async () => {
    const { exposure, state } = await opened();
    await exposure.start();
    await exposure.cancel();
    expect(state().view).toMatchObject({
      state: 'ended',
      end: 'stopped',
      findings: exampleLooking.findings,
    });
  });

  it('says why it did not begin', async () => {
    const { exposure, state } = await opened({ startExposure: async () => failed(failure('busy')) });
    await exposure.start();
    expect(state().work).toMatchObject({ state: 'failed', action: 'start', failure: { code: 'busy' } });
  });
});

describe('a finding', () => {
  it('is adopted after the question, with the steps that were taken', async () => {
    const { exposure, state } = await opened({ adopt: async () => ok(exampleAdopted) });
    exposure.ask(exampleFound({ id: 'f-3' }), 'adopt');
    await exposure.confirm();
    expect(state().settling).toMatchObject({ what: 'adopt', stage: 'settled', adopted: exampleAdopted });
  });

  it('keeps the question open while it is being settled', async () => {
    const { exposure, state } = await opened({ revokeFound: () => new Promise(() => {}) });
    exposure.ask(exampleFound({ id: 'f-1' }), 'revoke');
    void exposure.confirm();
    await vi.waitFor(() => expect(state().settling?.stage).toBe('working'));
    exposure.close();
    expect(state().settling?.stage).toBe('working');
  });

  it('can be tried again when revoking failed', async () => {
    const { exposure, state } = await opened({ revokeFound: async () => failed(failure('offline')) });
    exposure.ask(exampleFound({ id: 'f-1' }), 'revoke');
    await exposure.confirm();
    expect(state().settling).toMatchObject({ stage: 'failed', failure: { code: 'offline' } });
    exposure.close();
    expect(state().settling).toBeUndefined();
  });
});
