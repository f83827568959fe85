import type { SettingsDiff } from '../shared/settings.ts';
import { hiddenWords } from '../shared/wording/settings.ts';

const signs = { same: ' ', added: '+', removed: '-', gap: '…' } as const;

/** What would change, a line each: `+` comes, `-` goes. */
export const diffLines = ({ path, lines, hidden }: SettingsDiff): string[] => [
  path,
  ...lines.map(({ kind, text }) => `${signs[kind]} ${text}`.trimEnd()),
  ...(hidden > 0 ? [hiddenWords(hidden)] : []),
];
