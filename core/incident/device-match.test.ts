import { describe, expect, it } from 'vitest';
import { isAlike, isSameDevice } from './device-match.ts';

describe('names of devices', () => {
  it.each([
    ['Volunteer laptop', 'Volunteer  laptop ', true],
    ['Volunteer laptop', 'volunteer laptop', false],
    ['Volunteer laptop', 'Volunteer laptop (2)', false],
  ])('“%s” and “%s” are the same: %s', (one, other, same) => {
    expect(isSameDevice(one, other)).toBe(same);
  });

  it.each([
    ['Volunteer laptop', 'volunteer-laptop', true],
    ['Volunteer laptop', 'Volunteer laptop (2)', true],
    ['Mei laptop', 'Mei’s laptop', true],
    ['Büro Notebook', 'Buro notebook', true],
    ['Volunteer laptop', 'Market office laptop', false],
    ['laptop', 'Market office laptop', false],
    ['Till 2', 'Till 3', true],
    ['Volunteer laptop', 'Volunteer laptop', false],
    ['2', '3', false],
  ])('“%s” and “%s” are alike: %s', (one, other, alike) => {
    expect(isAlike(one, other)).toBe(alike);
    expect(isAlike(other, one)).toBe(alike);
  });
});
