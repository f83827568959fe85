import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetries, type Retries, usualPausesMs } from './retries.ts';

let retries: Retries;
let failures: string[];
beforeEach(() => {
  vi.useFakeTimers();
  failures = [];
  retries = createRetries({ failed: (id, error) => failures.push(`${id}: ${String(error)}`) });
});
afterEach(() => {
  retries.close();
  vi.useRealTimers();
});

describe('retries', () => {
  it('come after 1, 2, 5 and 10 seconds, then every 30', () => {
    const pauses = Array.from({ length: 7 }, () => retries.later('one', async () => {}));
    expect(pauses).toEqual([1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000]);
    expect(pauses.slice(0, usualPausesMs.length)).toEqual(usualPausesMs);
  });

  it('try once for each asking', async () => {
    const again = vi.fn(async () => {});
    retries.later('one', again);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(again).toHaveBeenCalledOnce();
  });

  it('try only what was asked for last', async () => {
    const [first, second] = [vi.fn(async () => {}), vi.fn(async () => {})];
    retries.later('one', first);
    retries.later('one', second);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
  });

  it('count for each id by itself', () => {
    retries.later('one', async () => {});
    expect(retries.later('other', async () => {})).toBe(1_000);
  });

  it('try no more what is settled, and begin anew for what is asked again', async () => {
    const again = vi.fn(async () => {});
    retries.later('one', again);
    retries.settled('one');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(again).not.toHaveBeenCalled();
    expect(retries.later('one', again)).toBe(1_000);
  });

  it('tell what a try throws', async () => {
    retries.later('one', async () => {
      throw new Error('fell over');
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures).toEqual(['one: Error: fell over']);
  });

  it('come at once when the computer wakes after a week, and not a second time', async () => {
    const again = vi.fn(async () => {});
    retries.later('one', again);
    // Asleep: the clock goes on, timers don't.
    vi.setSystemTime(Date.now() + 7 * 24 * 60 * 60_000);
    expect(again).not.toHaveBeenCalled();
    retries.wake();
    expect(again).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(again).toHaveBeenCalledOnce();
  });

  it('end with the companion', async () => {
    const again = vi.fn(async () => {});
    retries.later('one', again);
    retries.close();
    retries.later('other', again);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(again).not.toHaveBeenCalled();
  });
});
