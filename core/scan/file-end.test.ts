import { describe, expect, it } from 'vitest';
import { endsWithinPage, isWithinPage } from './file-end.ts';

describe('the end of a file', () => {
  it('is where a read stops within a page, in folders that Linux reads by pages', () => {
    expect(endsWithinPage('/dev/shm')).toBe(process.platform === 'linux');
  });

  it.each(['/proc', '/nowhere'])('takes a read that brings nothing in %s', (folder) => {
    expect(endsWithinPage(folder)).toBe(false);
  });

  it('isn’t told by a read that stops between two pages, as a fault does', () => {
    expect([0, 1, 4_095, 4_096, 4_097, 8_192].map(isWithinPage)).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
