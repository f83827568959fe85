import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTroubleWords } from '../../shared/wording/start-trouble.ts';
import { lockTrouble } from './find-start-trouble.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a start that was refused', () => {
  const lock = (): string => join(home, 'SingletonLock');

  it('while the first one runs is no trouble', () => {
    symlinkSync('stall-7-laptop-4711', lock());
    expect(lockTrouble(home)).toBeUndefined();
  });

  it('with nobody noted as using the profile is told', () => {
    expect(lockTrouble(home)).toEqual({ kind: 'not-noted', path: lock() });
  });

  it('with something else in the place of the note is told', () => {
    mkdirSync(lock());
    expect(lockTrouble(home)).toEqual({ kind: 'not-noted', path: lock() });
  });
});

it.each(['EEXIST', 'EACCES', 'EROFS', 'ENOSPC', 'EIO'])(
  'a folder’s trouble (%s) names the folder, and where keys are revoked meanwhile',
  (code) => {
    const { todo } = startTroubleWords({ kind: 'folder', path: '/home/ana/x', code });
    expect(todo).toContain('/home/ana/x');
    expect(todo).toContain('app.convene.markets/admin/api_keys');
  },
);
