import { describe, expect, it } from 'vitest';
import { failure } from '../failure.ts';
import type { Proof } from '../keys/key-view.ts';
import {
  noAnswerWords,
  openRevocationWords,
  proofLines,
  provenLines,
  revocationTrouble,
  revokedDetail,
} from './revocation.ts';

const key = { tokenHint: '…7c2e' };
const at = (local: string): string => new Date(local).toISOString();
const now = new Date('2026-06-09T10:00:00');
const refused: Proof = {
  kind: 'refused',
  revokedAt: at('2026-06-09T09:42:07'),
  testedAt: at('2026-06-09T09:42:08'),
};
const confirmed: Proof = { kind: 'confirmed', revokedAt: at('2026-06-09T09:42:07') };

describe('the lines of a proof', () => {
  it('say that the old key was tried and refused, each with its time', () => {
    expect(proofLines(key, refused)).toEqual([
      { time: '9:42:07', words: 'Convene confirmed that the key ending in …7c2e is revoked.' },
      { time: '9:42:08', words: 'We tried the old key once more. Convene refused it.' },
    ]);
  });

  it('give no time to the test that could not be made', () => {
    expect(proofLines(key, confirmed).map(({ time }) => time)).toEqual(['9:42:07', '']);
  });

  it('name the day on a terminal', () => {
    expect(provenLines(refused, now)).toEqual([
      'Revoked today, 9:42:07.',
      'We tried the old key once more: Convene refused it today, 9:42:08.',
    ]);
  });
});

it('only what was tried is said to be', () => {
  expect(revokedDetail(refused)).toContain('We tried it ourselves');
  expect(revokedDetail(confirmed)).toContain('we couldn’t test it');
});

describe('a key that may still work', () => {
  it('is never called revoked without Convene’s answer, and is to be treated as live', () => {
    const { title, mark, live } =
      revocationTrouble(failure('revocation-unconfirmed', { cause: 'offline' })) ?? openRevocationWords(key);
    expect([title, mark, live]).toEqual(['Not revoked yet.', 'Not confirmed', 'Treat this key as live.']);
  });

  it('says when it was tried, whom to write to, and which key it is', () => {
    const accepted = failure('revoked-key-accepted', { at: at('2026-06-09T09:42:08') });
    expect(revocationTrouble(accepted, key)).toEqual({
      title: 'Convene says revoked, but the key still works.',
      mark: 'Still works',
      happened: 'We tried the old key at 9:42:08, and Convene accepted it.',
      live: 'Treat this key as live.',
      todo: 'Try once more; if it stays, write to hello@convene.markets with the key’s ending, …7c2e.',
    });
  });

  it('reads the same in the list as after asking', () => {
    const stillAcceptedAt = at('2026-06-09T09:42:08');
    expect(openRevocationWords({ ...key, stillAcceptedAt })).toEqual(
      revocationTrouble(failure('revoked-key-accepted', { at: stillAcceptedAt }), key),
    );
    expect(openRevocationWords(key)).toEqual(revocationTrouble(failure('revocation-unconfirmed')));
  });

  it('isn’t what a clear refusal means', () => {
    expect(revocationTrouble(failure('not-allowed'))).toBeUndefined();
  });
});

it.each([
  ['offline', 'The connection dropped at 9:42:07, before Convene answered.'],
  ['timed-out', 'We asked at 9:42:07, and Convene hasn’t answered.'],
  ['server-error', 'Convene gave no clear answer.'],
] as const)('no answer because of “%s” is told with its time', (cause, words) => {
  expect(noAnswerWords(cause, at('2026-06-09T09:42:07'))).toBe(words);
});
