import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** What this computer is known by, as the system says it now. */
export interface ComputerFacts {
  /** Its host name, which a network may change. */
  readonly hostName: string;
  /** The name that its environment gives it, instead of the host name. */
  readonly given?: string | undefined;
  /** What no network changes and no other computer has: its own id, or those of its network cards. Perhaps none. */
  readonly marks: readonly string[];
}

export function computerFacts(platform: NodeJS.Platform, given?: string): ComputerFacts {
  const own = platform === 'linux' ? linuxId() : undefined;
  return { hostName: hostname(), given, marks: (own === undefined ? cardIds() : [own]).map(hashed) };
}

function linuxId(): string | undefined {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Of cards that were made with one: a number given by a program has this bit, and may be another one tomorrow. */
const givenByProgram = 0x02;

const cardIds = (): string[] => {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const macs = all.filter(({ internal }) => !internal).map(({ mac }) => mac);
  return [...new Set(macs)].filter(
    (mac) => mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & givenByProgram) === 0,
  );
};

/** Neither id is anybody's business. */
const hashed = (id: string): string => createHash('sha256').update(`convene-companion ${id}`).digest('hex');
