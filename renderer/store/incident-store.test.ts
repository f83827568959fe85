import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import type { IncidentView } from '../../shared/incident.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import {
  exampleAssets,
  exampleAssetsOfTwo,
  exampleClosed,
  exampleCreatedSince,
  exampleHalfDone,
  exampleImpact,
  exampleIncident,
  exampleMatch,
  harborId,
  quinceId,
} from '../../testing/gallery/example-incidents.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { assetDevices } from '../sections/incident/incident-assets.ts';
import { askedKey } from './incident-store.ts';
import { createStores } from './stores.ts';

async function opened(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion({
    incidents: { incidents: [exampleHalfDone] },
    assets: async () => ok(exampleAssets),
    ...given,
  });
  const { incident, announcer } = createStores(fake.api);
  incident.open();
  await vi.waitFor(() => expect(fake.calls).toContain('incidents.view'));
  return { fake, incident, state: incident.store.getState, said: () => announcer.store.getState().words };
}
const desk = 'Front desk iMac';
const deskKeys = (exampleAssets.devices.find(({ device }) => device === desk)?.keys ?? []).map(
  ({ id, name, tokenHint }) => ({ id, name, tokenHint }),
);
const asked = deskKeys.slice(0, 1);

/** An answer that comes when the test says so. */
function later<T>(): { promise: Promise<T>; answer: (value: T) => void } {
  let answer = (_: T): void => {};
  const promise = new Promise<T>((resolve) => (answer = resolve));
  return { promise, answer };
}

describe('the question before an incident', () => {
  it('leads to the incident once it has begun', async () => {
    const { incident, state } = await opened({ incidentCall: async () => ok(exampleHalfDone) });
    incident.askAboutLeak(asked);
    await incident.begin();
    expect(state()).toMatchObject({ confirming: undefined, page: { on: 'incident', id: 'inc-1' } });
  });

  it('gives way to the incident before everything has answered', async () => {
    const { promise } = later<Result<IncidentView>>();
    const { fake, incident, state } = await opened({
      incidents: { incidents: [] },
      incidentCall: () => promise,
    });
    incident.askAboutLeak(asked);
    void incident.begin();
    fake.emit('incidents', { incidents: [exampleHalfDone] });
    expect(state()).toMatchObject({ confirming: undefined, page: { on: 'incident', id: 'inc-1' } });
  });

  it('stays with the reason when it could not begin', async () => {
    const { incident, state } = await opened({ incidentCall: async () => failed(failure('signed-out')) });
    incident.askAboutLeak(asked);
    await incident.begin();
    expect(state()).toMatchObject({
      confirming: { kind: 'leak', keys: asked },
      work: { state: 'failed', action: 'begin', failure: { code: 'signed-out' } },
    });
  });

  it('can’t be left while it begins', async () => {
    const { promise, answer } = later<Result<IncidentView>>();
    const { incident, state } = await opened({ incidentCall: () => promise });
    incident.askAboutLeak(asked);
    const beginning = incident.begin();
    incident.leave();
    expect(state().confirming).toMatchObject({ kind: 'leak', keys: asked });
    answer(ok(exampleHalfDone));
    await beginning;
  });

  it('begins once, however often it is pressed', async () => {
    const { promise, answer } = later<Result<IncidentView>>();
    const { fake, incident } = await opened({ incidentCall: () => promise });
    incident.askAboutLeak(asked);
    const beginning = incident.begin();
    void incident.begin();
    answer(ok(exampleHalfDone));
    await beginning;
    expect(fake.calls.filter((call) => call === 'incidents.begin')).toHaveLength(1);
  });
});

describe('a device that is chosen among the keys', () => {
  it('brings its Companion into the question as soon as that is known', async () => {
    const { incident, state } = await opened();
    const asking = incident.askAboutDevice(desk, deskKeys, 'org-quince');
    expect(state().confirming).toMatchObject({ device: desk, sessions: [] });
    await asking;
    expect(state().confirming).toMatchObject({
      device: desk,
      keys: deskKeys,
      sessions: [{ id: 'ses-desk' }],
    });
  });

  it('has no second question when the person was quicker than the answer', async () => {
    const { promise, answer } = later<Result<typeof exampleAssets>>();
    const { incident, state } = await opened({
      incidents: { incidents: [] },
      assets: () => promise,
      incidentCall: async () => ok(exampleIncident({ device: desk })),
    });
    const asking = incident.askAboutDevice(desk, deskKeys, 'org-quince');
    await incident.begin();
    answer(ok(exampleAssets));
    await asking;
    expect(state()).toMatchObject({ confirming: undefined, page: { on: 'incident' } });
  });

  it('is begun with what is in every market, but for what the person leaves alone', async () => {
    const { fake, incident } = await opened({ assets: async () => ok(exampleAssetsOfTwo) });
    const begun = vi.spyOn(fake.api.incidents, 'begin');
    await incident.loadAssets('org-quince');
    const device = assetDevices(exampleAssetsOfTwo).find((one) => one.device === 'Volunteer laptop');
    if (!device) throw new Error('no such device');
    incident.askAboutLost(device, exampleAssetsOfTwo.markets);
    incident.spare(askedKey('session', { id: 'ses-tom', marketId: quinceId }), true);
    await incident.begin();
    expect(begun).toHaveBeenCalledWith(
      expect.objectContaining({
        device: 'Volunteer laptop',
        assets: [
          { what: 'session', marketId: quinceId, id: 'ses-lost' },
          { what: 'key', marketId: quinceId, id: 'key-a6f0' },
          { what: 'key', marketId: harborId, id: 'key-91d4' },
        ],
        spared: [{ what: 'session', marketId: quinceId, id: 'ses-tom' }],
      }),
    );
  });

  it('is asked about even where its Companion can’t be asked for', async () => {
    const { incident, state } = await opened({ assets: async () => failed(failure('offline')) });
    await incident.askAboutDevice(desk, deskKeys, 'org-quince');
    expect(state().confirming).toMatchObject({ device: desk, keys: deskKeys });
  });

  it('is not asked about again when the person has left the question', async () => {
    const { incident, state } = await opened({ incidents: { incidents: [] } });
    const asking = incident.askAboutDevice(desk, deskKeys, 'org-quince');
    incident.leave();
    await asking;
    expect(state().confirming).toBeUndefined();
  });
});

describe('what can be cut off', () => {
  it('of another market is never shown in place of this one’s', async () => {
    const first = later<Result<typeof exampleAssets>>();
    const harbor = { ...exampleAssets, devices: [] };
    const answers = [first.promise, Promise.resolve(ok(harbor))];
    const { incident, state } = await opened({
      assets: () => answers.shift() ?? Promise.resolve(failed(failure('internal'))),
    });
    const asking = incident.loadAssets('org-quince');
    await incident.loadAssets('org-harbor');
    first.answer(ok(exampleAssets));
    await asking;
    expect(state().assets).toEqual({ state: 'known', assets: harbor });
  });

  it('stays in sight when it can’t be asked for once more', async () => {
    const answers = [ok(exampleAssets), failed(failure('offline'))];
    const { incident, state } = await opened({
      assets: async () => answers.shift() ?? failed(failure('internal')),
    });
    await incident.loadAssets('org-quince');
    await incident.loadAssets('org-quince');
    expect(state().assets).toEqual({ state: 'known', assets: exampleAssets });
  });
});

describe('a running incident', () => {
  it('says aloud what Convene confirmed, and when all is', async () => {
    const { fake, said } = await opened();
    const items = exampleHalfDone.items.map((item) => ({ ...item, status: 'done' as const }));
    fake.emit('incidents', { incidents: [{ ...exampleHalfDone, items }] });
    expect(said()).toBe('“ChatGPT on Volunteer laptop” is revoked. Everything is confirmed.');
  });

  it('says nothing where nothing changed', async () => {
    const { fake, said } = await opened();
    fake.emit('incidents', { incidents: [exampleHalfDone] });
    expect(said()).toBe('');
  });

  it('says aloud that somebody made a key meanwhile', async () => {
    const { fake, said } = await opened();
    fake.emit('incidents', { incidents: [{ ...exampleHalfDone, createdSince: exampleCreatedSince }] });
    expect(said()).toBe('One key made since then was found.');
  });

  it('asks what was done as soon as the person has said since when', async () => {
    const { incident, state } = await opened({ impact: async () => ok(exampleImpact) });
    await incident.setLastTrusted('inc-1', exampleImpact.since);
    expect(state().impact['inc-1']).toEqual({ state: 'known', impact: exampleImpact });
  });

  it('keeps why it can’t tell what was done', async () => {
    const { incident, state } = await opened({ impact: async () => failed(failure('offline')) });
    await incident.loadImpact('inc-1');
    expect(state().impact['inc-1']).toMatchObject({ state: 'failed', failure: { code: 'offline' } });
  });

  it('gives way to the doors when it is closed', async () => {
    const { incident, state } = await opened({ incidentCall: async () => ok(exampleClosed) });
    incident.turnTo('inc-1');
    await incident.close('inc-1');
    expect(state().page).toEqual({ on: 'doors' });
  });

  it('stays when it can’t be closed yet', async () => {
    const { incident, state } = await opened({ incidentCall: async () => failed(failure('busy')) });
    incident.turnTo('inc-1');
    await incident.close('inc-1');
    expect(state()).toMatchObject({ page: { on: 'incident' }, work: { state: 'failed', action: 'close' } });
  });

  it('tells where its report was saved', async () => {
    const { incident, state } = await opened();
    await incident.saveReport('inc-1', 'html');
    expect(state().savedTo).toBe('/home/ana/Documents/report.html');
  });
});

describe('a suspicious text', () => {
  it('tells its keys and is kept nowhere', async () => {
    const { incident, state } = await opened({ findInText: async () => ok(exampleMatch) });
    const found = await incident.findInText('see this: it ends in b40d, hush');
    expect(found).toEqual(exampleMatch);
    expect(JSON.stringify(state())).not.toContain('hush');
  });

  it('leaves no answer of an earlier text when it can’t be read', async () => {
    const answers = [ok(exampleMatch), failed(failure('bad-input'))];
    const { incident, state } = await opened({
      findInText: async () => answers.shift() ?? failed(failure('internal')),
    });
    await incident.findInText('first');
    await incident.findInText('second');
    expect(state()).toMatchObject({ match: undefined, work: { state: 'failed', action: 'find' } });
  });
});
