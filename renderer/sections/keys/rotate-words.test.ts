import { describe, expect, it } from 'vitest';
import { exampleRotated } from '../../../testing/gallery/example-rotations.ts';
import { exampleNow } from '../../../testing/gallery/example-views.ts';
import { lastUseWords, rotatedLines } from './rotate-words.ts';

const ago = (seconds: number): Date => new Date(exampleNow.getTime() - seconds * 1000);

describe('when a key was used last', () => {
  it.each([
    [ago(5), undefined, 'still used just now'],
    [ago(130), '203.0.113.5', 'still used two minutes ago, from 203.0.113.5'],
    [ago(-40), undefined, 'still used just now'],
    [ago(86_400), undefined, 'last used yesterday, 9:41'],
  ])('at %s is said in words', (at, from, words) => {
    expect(lastUseWords(at, exampleNow, from)).toBe(words);
  });
});

describe('the proof of a rotation', () => {
  it('has a line for each step, then the revocation and the test of the old key', () => {
    expect(rotatedLines(exampleRotated).map(({ words }) => words)).toEqual([
      'The key ending in …e41b is in this computer’s keychain.',
      'Quince Street Market: 3 applications and 2 orders pending.',
      'Your assistant’s next question uses it.',
      'Convene revoked the old key, …a6f0.',
      'We tried the old key once more. Convene refused it.',
    ]);
  });

  it.each([-90, -2, 0, 2, 90])('has its times in order where Convene’s clock is %i s off', (seconds) => {
    const off = (at: string): string => new Date(Date.parse(at) + seconds * 1000).toISOString();
    const { proof } = exampleRotated;
    const lines = rotatedLines({
      ...exampleRotated,
      proof: { kind: 'refused', revokedAt: off(proof.revokedAt), testedAt: off(proof.revokedAt) },
    });
    const times = lines.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
  });

  it('says where no copy was at hand to be tried', () => {
    const { revokedAt } = exampleRotated.proof;
    const lines = rotatedLines({ ...exampleRotated, proof: { kind: 'confirmed', revokedAt } });
    expect(lines.at(-1)?.words).toContain('couldn’t test it');
  });
});
