import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import {
  exampleAdopted,
  exampleEnded,
  exampleFound,
  exampleLooking,
  exampleScanPlaces,
} from '../../testing/gallery/example-scan.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion({
    scanPlaces: exampleScanPlaces,
    startScan: async () => ok(exampleLooking),
    ...given,
  });
  const { scan, announcer } = createStores(fake.api);
  scan.open();
  await scan.loadPlaces();
  return { fake, scan, state: scan.store.getState, said: () => announcer.store.getState().words };
}
const documents = '/Users/ana/Documents';

describe('the look for keys in files', () => {
  it('proposes every place, and asks for them once', async () => {
    const { fake, scan, state } = await opened();
    await scan.loadPlaces();
    expect(state().agreed.size).toBe(exampleScanPlaces.length);
    expect(fake.calls.filter((call) => call === 'scan.places')).toHaveLength(1);
  });

  it('leaves out what the person took out', async () => {
    const { scan, state } = await opened();
    scan.agree(documents, false);
    expect(state().agreed.has(documents)).toBe(false);
  });

  it('looks nowhere without a place that the person agreed to', async () => {
    const { fake, scan } = await opened({ scanPlaces: [] });
    await scan.start();
    expect(fake.calls).not.toContain('scan.start');
  });

  it('shows itself while it looks, and says aloud how it ended', async () => {
    const { fake, scan, state, said } = await opened();
    await scan.start();
    expect(state().view).toEqual(exampleLooking);
    fake.emit('scan', exampleEnded({ findings: [exampleFound({ id: 'f-1' })] }));
    expect(said()).toBe('One key is lying around in a file.');
  });

  it('keeps what was found when it is stopped', async () => {
    const { scan, state } = await opened();
    await scan.start();
    await scan.cancel();
    expect(state().view).toMatchObject({
      state: 'ended',
      end: 'stopped',
      findings: exampleLooking.findings,
    });
  });

  it('says why it did not begin', async () => {
    const { scan, state } = await opened({ startScan: async () => failed(failure('busy')) });
    await scan.start();
    expect(state().work).toMatchObject({ state: 'failed', action: 'start', failure: { code: 'busy' } });
  });
});

describe('a finding', () => {
  it('is adopted after the question, with the steps that were taken', async () => {
    const { scan, state } = await opened({ adopt: async () => ok(exampleAdopted) });
    scan.ask(exampleFound({ id: 'f-3' }), 'adopt');
    await scan.confirm();
    expect(state().settling).toMatchObject({ what: 'adopt', stage: 'settled', adopted: exampleAdopted });
  });

  it('keeps the question open while it is being settled', async () => {
    const { scan, state } = await opened({ revokeFound: () => new Promise(() => {}) });
    scan.ask(exampleFound({ id: 'f-1' }), 'revoke');
    void scan.confirm();
    await vi.waitFor(() => expect(state().settling?.stage).toBe('working'));
    scan.close();
    expect(state().settling?.stage).toBe('working');
  });

  it('can be tried again when revoking failed', async () => {
    const { scan, state } = await opened({ revokeFound: async () => failed(failure('offline')) });
    scan.ask(exampleFound({ id: 'f-1' }), 'revoke');
    await scan.confirm();
    expect(state().settling).toMatchObject({ stage: 'failed', failure: { code: 'offline' } });
    scan.close();
    expect(state().settling).toBeUndefined();
  });
});
