import type { ScanFinding } from '../../../shared/scan.ts';

/** What a finding asks for: `unsure` may work and can't be told from here. */
export function findingMark({ key, settled }: ScanFinding): 'live' | 'unsure' | 'dead' | 'settled' {
  if (settled !== undefined) return 'settled';
  switch (key.is) {
    case 'live':
      return 'live';
    case 'revoked':
      return 'dead';
    case 'several':
    case 'unknown':
    case 'no-list':
      return 'unsure';
  }
}

const ranks = { live: 0, unsure: 1, dead: 2, settled: 3 } as const;

/** What works first, then what may, with each file's places together. */
export const orderFindings = (findings: readonly ScanFinding[]): ScanFinding[] =>
  [...findings].sort(
    (a, b) =>
      ranks[findingMark(a)] - ranks[findingMark(b)] ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column,
  );
