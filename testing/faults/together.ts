import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';

/** Who changes the settings: a companion, a program that writes in place while it runs, an editor that replaces. */
export type Who = 'companion-a' | 'companion-b' | 'claude' | 'editor';

/** What a writer is told to do, until there is a file at `end`. */
export interface TogetherOrder {
  readonly who: Who;
  readonly path: string;
  readonly backupFolder: string;
  readonly end: string;
}

/** One write: the content that it was made from and the one that it made, each by its hash. */
export interface Write {
  readonly kind: 'write';
  readonly who: Who;
  readonly from: string;
  readonly to: string;
  /** Everything that isn't the writer's own stands in it as it stood in `from`. */
  readonly keepsOthers: boolean;
}

/** A companion's edit that wasn't done, and was told so. */
interface Refusal {
  readonly kind: 'refusal';
  readonly who: Who;
  readonly code: string;
}

/** A companion's edit of which it said that it was done. */
interface Confirmation {
  readonly kind: 'confirmation';
  readonly who: Who;
}

export type TogetherEvent = Write | Refusal | Confirmation;

export const hashOf = (bytes: Buffer): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16);

export const tell = (event: TogetherEvent): void => void writeSync(1, `${JSON.stringify(event)}\n`);

/** Settings of which every writer has a part of its own. */
export interface SharedSettings {
  readonly claude: number;
  readonly editor: number;
  readonly mcpServers: Readonly<Record<string, unknown>>;
}

/** Everything but the part of one writer, as text. */
export function partOfOthers(bytes: Buffer, who: Who): string {
  const { mcpServers, ...counters } = JSON.parse(bytes.toString()) as SharedSettings;
  const servers = Object.entries(mcpServers).filter(([name]) => !name.startsWith(`${who}-`));
  return JSON.stringify([servers, Object.entries(counters).filter(([name]) => name !== who)]);
}
