import type { ClientView } from '../../../shared/connect-view.ts';

/** How a program stands, for its shape and its word. */
export type ProgramMark =
  | 'connected'
  | 'connecting'
  | 'not-connected'
  | 'not-found'
  | 'look-here'
  | 'unknown';

export function markProgram({ state, installed }: ClientView, findings: number): ProgramMark {
  if (findings > 0 || state === 'cut-off') return 'look-here';
  return state === 'not-connected' && !installed ? 'not-found' : state;
}

const words: Readonly<Record<ProgramMark, string>> = {
  connected: 'connected',
  connecting: 'begun',
  'not-connected': 'not connected',
  'not-found': 'not found here',
  'look-here': 'needs a look',
  unknown: 'not known',
};
export const programMarkWords = (mark: ProgramMark): string => words[mark];
