import { z } from 'zod';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';

/** A stdio server as it stands in Claude's settings. */
export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Claude starts our bridge by its absolute path, with the connection's id as its argument. There is no key in it. */
export function serverEntry(bridge: SpawnCommand, connectionId: string): ServerEntry {
  const { command, args, env } = bridge;
  return {
    command,
    args: [...args, connectionId],
    ...(Object.keys(env).length > 0 ? { env: { ...env } } : {}),
  };
}

/** Claude keeps names to `[A-Za-z0-9_-]`. */
export const entryName = (slug: string): string =>
  `convene-${slug.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 48) || 'market'}`;

/** Ours is the one that starts something with this connection's id, wherever the program has moved since. */
export function isOurEntry(entry: unknown, connectionId: string): boolean {
  if (typeof entry !== 'object' || entry === null || !('args' in entry)) return false;
  const { args } = entry;
  return Array.isArray(args) && args.at(-1) === connectionId;
}

const programSchema = z.looseObject({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()).optional(),
});

/** What Claude starts for an entry; undefined when it isn't the one of this connection. */
export function programOf(entry: unknown, connectionId: string): SpawnCommand | undefined {
  const { data } = programSchema.safeParse(entry);
  if (!data || !isOurEntry(entry, connectionId)) return undefined;
  return { command: data.command, args: data.args, env: data.env ?? {} };
}

/** The connection's id that an entry seems to start something for. */
export function connectionOf(entry: unknown): string | undefined {
  const id = programSchema.safeParse(entry).data?.args.at(-1);
  return id !== undefined && connectionIdPattern.test(id) ? id : undefined;
}
