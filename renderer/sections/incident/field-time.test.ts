import { describe, expect, it } from 'vitest';
import { fieldTime, timeOfField } from './field-time.ts';

describe('a date-and-time field', () => {
  it('holds a moment of this computer’s time, to the minute', () => {
    const at = new Date('2026-06-09T07:05:00');
    expect(fieldTime(at)).toBe('2026-06-09T07:05');
    expect(timeOfField(fieldTime(at))).toEqual(at);
  });

  it.each(['', '2026-06', '2026-13-40T99:99', 'yesterday'])('holds no moment while it says “%s”', (value) => {
    expect(timeOfField(value)).toBeUndefined();
  });
});
