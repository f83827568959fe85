import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName, numberedName, parseKeyName, withoutRenewal } from './key-name.ts';
import { renewedName } from './renewed-name.ts';

const day = new Date('2026-11-23T14:05:09');
const name = 'Claude Desktop on Market office laptop';

describe('the name of a key’s successor', () => {
  it('says since when it is the one', () => {
    expect(renewedName(name, day)).toBe('Claude Desktop on Market office laptop, renewed 23 Nov 2026');
  });

  it('says it once, however often the key is renewed', () => {
    const next = renewedName(renewedName(name, day), new Date('2027-02-21T09:00:00'));
    expect(next).toBe('Claude Desktop on Market office laptop, renewed 21 Feb 2027');
  });

  it('and one with a number never cut a character that people see', () => {
    const farmer = '👩🏽‍🌾';
    for (let before = 0; before < farmer.length; before += 1) {
      const long = `${'x'.repeat(before)}${farmer.repeat(60)}`;
      for (const cut of [renewedName(long, day), numberedName(long, 2), keyName(long, 'Stall')]) {
        expect(cut.length).toBeLessThanOrEqual(255);
        expect(cut.replaceAll(farmer, '')).toMatch(/^x*(?:, renewed 23 Nov 2026| \(2\)| on Stall)$/);
      }
    }
  });

  it('says the time of day where one of that day is there already', () => {
    expect(renewedName(name, day, true)).toBe(
      'Claude Desktop on Market office laptop, renewed 23 Nov 2026 14:05:09',
    );
    expect(withoutRenewal(renewedName(name, day, true))).toBe(name);
  });

  it('is read as the same assistant on the same device', () => {
    expect(parseKeyName(renewedName(name, day))).toEqual({
      assistant: 'Claude Desktop',
      device: 'Market office laptop',
    });
  });

  it('differs from the old one, never grows beyond what Convene takes, and loses no mark', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.boolean(), (old, exactly) => {
        const next = renewedName(old, day, exactly);
        expect(next.length).toBeLessThanOrEqual(255);
        expect(next).toMatch(/, renewed 23 Nov 2026/);
        expect(withoutRenewal(next)).not.toMatch(/, renewed 23 Nov 2026/);
      }),
    );
  });
});
