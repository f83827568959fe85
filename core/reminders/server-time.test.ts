import { beforeEach, describe, expect, it } from 'vitest';
import { createServerTime, type ServerTime } from './server-time.ts';

const hourMs = 60 * 60 * 1_000;
/** What this computer's clock shows, and for how long it has been running. */
let wall = new Date();
let running = 0;
let time: ServerTime;
beforeEach(() => {
  wall = new Date('2026-04-01T10:00:00Z');
  running = 0;
  time = createServerTime({ now: () => wall }, () => running);
});

/** Lets time pass on the clocks that go: the one that counts stands still while the computer sleeps. */
const pass = (ms: number, asleep = false): void => {
  wall = new Date(wall.getTime() + ms);
  if (!asleep) running += ms;
};
const set = (ms: number): void => {
  wall = new Date(wall.getTime() + ms);
};
const shown = (): string => time.now().toISOString();

describe('the server’s time', () => {
  it('is this computer’s until it is known', () => {
    expect(shown()).toBe('2026-04-01T10:00:00.000Z');
  });

  it('goes on from what the server showed', () => {
    time.learn('2026-04-03T08:00:00Z');
    pass(hourMs);
    expect(shown()).toBe('2026-04-03T09:00:00.000Z');
  });

  it('goes on while the computer sleeps', () => {
    time.learn('2026-04-03T08:00:00Z');
    pass(48 * hourMs, true);
    expect(shown()).toBe('2026-04-05T08:00:00.000Z');
  });

  it('doesn’t go back when the clock is set back', () => {
    time.learn('2026-04-01T10:00:00Z');
    pass(hourMs);
    set(-300 * hourMs);
    expect(shown()).toBe('2026-04-01T11:00:00.000Z');
  });

  it('is put right by the next answer', () => {
    time.learn('2026-04-01T10:00:00Z');
    set(9_000 * hourMs);
    time.learn('2026-04-01T10:05:00Z');
    expect(shown()).toBe('2026-04-01T10:05:00.000Z');
  });

  it('is never before what was known earlier', () => {
    time.notBefore('2026-05-01T00:00:00Z');
    expect(shown()).toBe('2026-05-01T00:00:00.000Z');
  });
});
