import { withoutTokens } from '../shared/tokens.ts';

const levels = ['error', 'info', 'debug'] as const;
type Level = (typeof levels)[number];

/** One line on standard error, which Claude keeps in its log of this server. Standard output is protocol only. */
export type BridgeLog = (
  level: Level,
  event: string,
  facts?: Readonly<Record<string, string | undefined>>,
) => void;

/** `wanted` is the least urgent level to be written; `info` when it is none of them. */
/** Lines of one kind, so that a server that misbehaves without end doesn't fill the disk. */
const mostOfOne = 1_000;

export function createBridgeLog(wanted: string | undefined, write: (line: string) => void): BridgeLog {
  const most = levels.indexOf(levels.find((level) => level === wanted) ?? 'info');
  const written = new Map<string, number>();
  return (level, event, facts = {}) => {
    if (levels.indexOf(level) > most) return;
    const times = (written.get(event) ?? 0) + 1;
    written.set(event, times);
    if (times > mostOfOne && level !== 'debug') return;
    const rest = Object.entries(facts).map(([name, value]) => (value ? ` ${name}=${value}` : ''));
    const line = `${new Date().toISOString()} ${level} ${event}${rest.join('')}`;
    write(`${withoutTokens(line).replace(/[\r\n]+/g, ' ')}\n`);
  };
}
