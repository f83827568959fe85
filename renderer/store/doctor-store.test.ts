import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { exampleFindings, exampleGoodFindings } from '../../testing/gallery/example-views.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createStores } from './stores.ts';

function opened(given: Partial<FakeAnswers>) {
  const { doctor, announcer } = createStores(fakeCompanion(given).api);
  return { doctor, state: doctor.store.getState, said: () => announcer.store.getState().words };
}

describe('the check-up', () => {
  it('says aloud whether something has to be fixed', async () => {
    const { doctor, said } = opened({ check: async () => ok(exampleFindings) });
    await doctor.check('claude-desktop');
    expect(said()).toBe('The check-up found something to fix.');
  });

  it('shows what fixing led to', async () => {
    const { doctor, state, said } = opened({
      check: async () => ok(exampleFindings),
      fix: async () => ok(exampleGoodFindings),
    });
    await doctor.check('claude-desktop');
    await doctor.fix('claude-desktop');
    expect(state().findings).toEqual(exampleGoodFindings);
    expect(said()).toBe('The check-up found nothing wrong.');
  });

  it('keeps its findings, and why fixing failed', async () => {
    const { doctor, state } = opened({
      check: async () => ok(exampleFindings),
      fix: async () => failed(failure('claude-did-not-quit')),
    });
    await doctor.check('claude-desktop');
    await doctor.fix('claude-desktop');
    expect(state()).toMatchObject({ findings: exampleFindings, work: { state: 'failed', action: 'fix' } });
  });

  it('of a page that was left is not shown on the next', async () => {
    let answer = (): void => {};
    const { doctor, state } = opened({
      check: () => new Promise((resolve) => (answer = () => resolve(ok(exampleFindings)))),
    });
    const checking = doctor.check('claude-desktop');
    doctor.forget();
    answer();
    await checking;
    expect(state().findings).toBeUndefined();
  });
});
