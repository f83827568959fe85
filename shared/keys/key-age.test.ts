import { describe, expect, it } from 'vitest';
import { keyAge } from './key-age.ts';

const day = (text: string): Date => new Date(`${text}T09:00:00`);

describe('a key of 90 days', () => {
  it.each([
    ['2026-01-01', 'fresh', 90],
    ['2026-03-17', 'fresh', 15],
    ['2026-03-18', 'due-soon', 14],
    ['2026-03-31', 'due-soon', 1],
    ['2026-04-01', 'due', 0],
    ['2026-04-02', 'overdue', -1],
  ])('made on 1 January is, on %s, %s', (now, stage, daysLeft) => {
    expect(keyAge(day('2026-01-01'), day(now))).toMatchObject({ stage, daysLeft });
  });

  it('is due on a day, whatever the hour it was made at', () => {
    expect(keyAge(new Date('2026-01-01T23:59:00'), new Date('2026-04-01T00:01:00')).stage).toBe('due');
  });

  it('made by a clock ahead of ours is zero days old', () => {
    expect(keyAge(day('2026-01-02'), day('2026-01-01')).ageDays).toBe(0);
  });
});
