import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureCodes } from '../shared/failure.ts';
import { failureTraits } from '../shared/failure-traits.ts';
import { exitStatus, exitStatusWords, statusOf } from './exit-status.ts';

describe('the exit status', () => {
  it('is documented in the same words', () => {
    const document = readFileSync('docs/command-line.md', 'utf8');
    const rows = [...document.matchAll(/^\| (\d) \| (.+) \|$/gm)].map(([, status, words = '']) => [
      Number(status),
      words.replaceAll('`', ''),
    ]);
    expect(rows).toEqual(exitStatusWords.map((words, status) => [status, words]));
  });

  it('says that it isn’t confirmed what should have ended', () => {
    const unconfirmed = failureCodes.filter((code) => statusOf(code) === exitStatus.notConfirmed);
    expect(unconfirmed).toEqual(['revocation-unconfirmed', 'revoked-key-accepted']);
  });

  it('says that it waits for the person wherever it does', () => {
    for (const code of failureCodes.filter((one) => failureTraits(one).needsPerson))
      expect(statusOf(code)).toBe(exitStatus.needsYou);
  });

  it('says that there was no clear answer wherever nobody knows what came of it', () => {
    for (const code of failureCodes.filter((one) => failureTraits(one).outcomeUnknown))
      expect([exitStatus.noConnection, exitStatus.notConfirmed]).toContain(statusOf(code));
  });

  it('is that of a failure where nothing else is said', () => {
    expect(statusOf('internal')).toBe(exitStatus.failed);
  });
});
