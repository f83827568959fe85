import { describe, expect, it } from 'vitest';
import { readMoment } from './moment.ts';

const now = new Date('2026-06-09T12:00:00Z');
const local = (...at: [number, number, number, number?, number?]): string => new Date(...at).toISOString();

describe('a moment that is typed', () => {
  it.each([
    ['2026-06-01', local(2026, 5, 1)],
    [' 2026-06-01 14:30 ', local(2026, 5, 1, 14, 30)],
    ['2026-06-01T14:30', local(2026, 5, 1, 14, 30)],
    ['2026-06-01T14:30:59+02:00', '2026-06-01T12:30:00.000Z'],
    ['2026-06-01T14:30Z', '2026-06-01T14:30:00.000Z'],
    ['2024-02-29', local(2024, 1, 29)],
  ])('%s', (text, value) => {
    expect(readMoment(text, now)).toEqual({ ok: true, value });
  });

  it.each([
    '',
    'yesterday',
    '9.6.2026',
    '2026-6-9',
    '2026-02-30',
    '2026-13-01',
    '2026-06-01 24:00',
    '2027-01-01',
  ])('%j is refused with what is taken', (text) => {
    expect(readMoment(text, now)).toMatchObject({
      error: { code: 'bad-input', detail: expect.stringContaining('Write 2026-06-09') },
    });
  });
});
