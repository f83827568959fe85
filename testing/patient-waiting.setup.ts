/**
 * What a test waits for may take long on a computer with other work: `vi.waitFor` gives up after one second unless told
 * otherwise, and that says more about the computer than about what is tested. The test's own limit stays.
 */
import { vi } from 'vitest';

/** Milliseconds. */
const waiting = 30_000;

const waitFor = vi.waitFor;
vi.waitFor = (check, options) =>
  waitFor(check, typeof options === 'number' ? options : { timeout: waiting, ...options });
