import { describe, expect, it } from 'vitest';
import { type FailureCode, failure, failureCodes } from '../../../shared/failure.ts';
import { exampleConnecting, exampleSteps } from '../../../testing/gallery/example-views.ts';
import { connectingTitle, provenWords, resumeWords, stuckStep } from './connect-words.ts';

const paused = (code: FailureCode, status: 'needs-you' | 'failed' = 'needs-you') =>
  exampleConnecting('paused', exampleSteps(1, { status, failure: failure(code) }));

describe('the title while connecting', () => {
  it.each<[FailureCode, string, string]>([
    ['claude-running', 'Claude is still open. Quit it to go on.', 'I’ve quit it, check again'],
    ['claude-not-running', 'Now start Claude.', 'I’ve started Claude, check again'],
    ['claude-not-restarted', 'Quit Claude once more, then start it.', 'I’ve restarted it, check again'],
    ['refused', 'Convene refused this key.', 'Try again'],
  ])('for %s is "%s", and the button says "%s"', (code, title, button) => {
    expect(connectingTitle(paused(code))).toBe(title);
    expect(resumeWords(stuckStep(paused(code)))).toBe(button);
  });

  it.each(failureCodes)('for a step that failed with %s is a sentence', (code) => {
    expect(connectingTitle(paused(code, 'failed'))).toMatch(/\.$/);
  });

  it('says what is going on when nothing waits', () => {
    expect(connectingTitle(exampleConnecting('running', exampleSteps(2)))).toBe(
      'Connecting Claude to Quince Street Market.',
    );
    expect(connectingTitle(exampleConnecting('undoing', exampleSteps(2)))).toBe('Taking everything back.');
    expect(connectingTitle(exampleConnecting('paused', exampleSteps(2)))).toBe('Connecting stopped halfway.');
  });

  it('says that taking back stopped, whatever the step was', () => {
    const view = exampleConnecting('paused', exampleSteps(2), failure('claude-running'));
    expect(connectingTitle(view)).toBe('Not everything is taken back yet.');
  });
});

describe('the count of proven steps', () => {
  it.each([
    [0, 'None of seven steps is proven yet.'],
    [1, 'One of seven steps is proven.'],
    [2, 'Two of seven steps are proven.'],
  ])('of %d reads "%s"', (done, words) => {
    expect(provenWords(exampleSteps(done))).toBe(words);
  });
});
