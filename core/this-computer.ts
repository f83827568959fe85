import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isSameDevice, withoutNetworkSuffix } from '../shared/keys/device-name.ts';
import { tidyDeviceName } from '../shared/keys/key-name.ts';

/** What this computer is known by, as the system says it now. */
export interface ComputerFacts {
  /** Its host name, which a network may change. */
  readonly hostName: string;
  /** What no network changes and no other computer has: its own id, or those of its network cards. Perhaps none. */
  readonly marks: readonly string[];
}

const keptSchema = z.object({ hostName: z.string(), name: z.string(), marks: z.array(z.string()) });
type Kept = z.infer<typeof keptSchema>;

const pathIn = (folder: string): string => join(folder, 'computer.json');

/**
 * What this computer is called in the names of keys: its host name at the first start, which is kept in the companion's own folder,
 * as macOS takes another one in each network. A folder that has come from another computer doesn't count. What can't be read or
 * written is no reason not to start; the computer has its host name then.
 */
export function nameOfComputer(folder: string, facts: ComputerFacts): string {
  const kept = read(folder);
  if (kept && isSameComputer(kept, facts)) return kept.name;
  const { hostName, marks } = facts;
  const name = withoutNetworkSuffix(tidyDeviceName(hostName));
  write(folder, { hostName, name, marks: [...marks] });
  return name;
}

/** The name that the environment gives, else that of this computer. */
export const deviceNameHere = (folder: string, given: string | undefined): string =>
  given === undefined ? nameOfComputer(folder, computerFacts(process.platform)) : tidyDeviceName(given);

/** Whether the folder was another computer's: carried here with a profile, or shared over a network. */
export function isOfAnotherComputer(folder: string, facts: ComputerFacts): boolean {
  const kept = read(folder);
  return kept !== undefined && !isSameComputer(kept, facts);
}

export const forgetNameOfComputer = (folder: string): void => rmSync(pathIn(folder), { force: true });

export function computerFacts(platform: NodeJS.Platform): ComputerFacts {
  const own = platform === 'linux' ? linuxId() : undefined;
  return { hostName: hostname(), marks: (own === undefined ? cardIds() : [own]).map(hashed) };
}

/** Without a mark on either side its name has to do. */
const isSameComputer = (kept: Kept, { hostName, marks }: ComputerFacts): boolean =>
  kept.marks.length > 0 && marks.length > 0
    ? kept.marks.some((mark) => marks.includes(mark))
    : isSameDevice(kept.hostName, hostName);

function read(folder: string): Kept | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(readFileSync(pathIn(folder), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function write(folder: string, kept: Kept): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(pathIn(folder), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  } catch {
    // What is wrong with the folder is told by what needs it.
  }
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
