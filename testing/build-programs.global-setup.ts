import { buildPrograms } from './build-programs.ts';

/** A program that doesn't build fails the tests that start it; the others still say what they have to say. */
export const setup = (): Promise<void> => buildPrograms().catch(() => {});
