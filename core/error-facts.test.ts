import { expect, it } from 'vitest';
import { errorFacts } from './error-facts.ts';

it('an exception is kept by its kind and its place', () => {
  const facts = errorFacts(new TypeError('no'));
  expect(facts.name).toBe('TypeError');
  expect(facts.at[0]).toMatch(/error-facts\.test\.ts:\d+:\d+\)?$/);
});

it('what it says isn’t kept, also where it looks like a place', () => {
  const secret = 'hunter2';
  const facts = errorFacts(new SyntaxError(`"${secret}" is not JSON\n    at ${secret} (/home/a/b.ts:1:1)`));
  expect(JSON.stringify(facts)).not.toContain(secret);
  expect(facts.at.length).toBeGreaterThan(0);
});

it('a code is kept, a name that is a sentence isn’t', () => {
  const error = Object.assign(new Error('x'), { code: 'ENOSPC', name: 'my pass word' });
  expect(errorFacts(error)).toMatchObject({ name: 'Error', code: 'ENOSPC' });
});

it.each([['a text with a secret'], [undefined], [{ token: 'x' }]])(
  'what is no exception says only that',
  (what) => {
    expect(errorFacts(what)).toEqual({ name: typeof what, at: [] });
  },
);
