import { describe, expect, it } from 'vitest';
import { type FailureCode, failureCodes } from './failure.ts';
import { type FailureTraits, failureTraits } from './failure-traits.ts';

const codesWith = (is: (traits: FailureTraits) => boolean): FailureCode[] =>
  failureCodes.filter((code) => is(failureTraits(code)));

describe('the traits of a failure', () => {
  it('say that nobody knows what came of a request without a clear answer', () => {
    expect(codesWith(({ outcomeUnknown }) => outcomeUnknown)).toEqual([
      'offline',
      'timed-out',
      'server-error',
      'unexpected-answer',
      'certificate-untrusted',
      'proxy-password',
      'revocation-unconfirmed',
    ]);
  });

  it('tell a key that works though it is called revoked from one of which nobody knows', () => {
    expect(codesWith(({ stillWorks }) => stillWorks)).toEqual(['revoked-key-accepted']);
    expect(codesWith((traits) => traits.stillWorks && traits.outcomeUnknown)).toEqual([]);
  });

  it('let everything be tried again of which nobody knows what came', () => {
    for (const code of codesWith(({ outcomeUnknown }) => outcomeUnknown))
      expect(failureTraits(code).retryable).toBe(true);
  });

  it('let nothing be tried again by itself that a person settles first', () => {
    expect(codesWith((traits) => traits.needsPerson && traits.retryable)).toEqual([]);
  });

  it('are the plain ones where nothing special is known', () => {
    expect(failureTraits('not-found')).toEqual({
      retryable: false,
      outcomeUnknown: false,
      stillWorks: false,
      needsPerson: false,
    });
  });
});
