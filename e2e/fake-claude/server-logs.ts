import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

export interface ServerLog {
  info(message: string): void;
  error(message: string, metadata: Readonly<Record<string, unknown>>): void;
  /** What the server writes to its standard error, as it comes. */
  raw(text: string | Buffer): void;
}

/**
 * Claude's logs in its own form, as people have shown them in public since 2025: a file for each server, and `mcp.log`
 * with the lines of all. The stamp's parts stand the other way round in each.
 */
export function openServerLog(folder: string, name: string): ServerLog {
  mkdirSync(folder, { recursive: true });
  const own = join(folder, `mcp-server-${name.replaceAll(/[^\w-]/g, '-')}.log`);
  const common = join(folder, 'mcp.log');
  function line(
    level: 'info' | 'error',
    message: string,
    metadata?: Readonly<Record<string, unknown>>,
  ): void {
    const now = new Date().toISOString();
    appendFileSync(own, `${now} [${name}] [${level}] ${message} ${inspect({ metadata })}\n`);
    appendFileSync(common, `${now} [${level}] [${name}] ${message} ${inspect({ metadata })}\n`);
  }
  return {
    info: (message) => line('info', message),
    error: (message, metadata) => line('error', message, metadata),
    raw: (text) => appendFileSync(own, text),
  };
}
