import { readFileSync } from 'node:fs';

/** Files that work in steps left behind before there were operations: `journals-v0/`, by the moment at which they were left. */
export const oldJournals = (kind: 'connect' | 'handovers' | 'incidents' | 'proofs' | 'rotations') =>
  Object.entries(
    JSON.parse(readFileSync(new URL(`journals-v0/${kind}.json`, import.meta.url), 'utf8')) as Record<
      string,
      unknown
    >,
  );
