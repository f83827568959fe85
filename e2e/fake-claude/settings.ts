import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

type Cache = Record<string, unknown>;

export interface SettingsProps {
  readonly path: string;
  /** What it drops when it writes; undefined when it drops nothing any more. */
  strips(): 'entry' | 'servers' | undefined;
  /** Something was dropped. */
  stripped(): void;
}

/**
 * The settings as Claude Desktop treats them: read once at its start and kept; what it can't parse (comments, trailing
 * commas, a byte order mark) counts as empty; every write puts the whole memory into the file without reading again.
 */
export function openSettings(parts: SettingsProps) {
  const { path } = parts;
  let cache = readOnce(path);
  const servers = (): Record<string, unknown> => asObject(cache.mcpServers);

  function strip(): void {
    const what = parts.strips();
    if (what === undefined || cache.mcpServers === undefined) return;
    const { mcpServers: _all, ...rest } = cache;
    const kept = Object.entries(servers()).filter(([name]) => !name.startsWith('convene-'));
    cache = what === 'servers' ? rest : { ...cache, mcpServers: Object.fromEntries(kept) };
    parts.stripped();
  }

  return {
    servers,
    change(name: string, value: unknown): void {
      cache = { ...cache, [name]: value };
    },
    removeServer(name: string): void {
      const { [name]: _removed, ...rest } = servers();
      cache = { ...cache, mcpServers: rest };
    },
    write(): void {
      strip();
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(cache, null, 2));
    },
  };
}

function readOnce(path: string): Cache {
  try {
    // Not stripping a byte order mark is on purpose: JSON.parse fails on it, as in Claude.
    return asObject(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Cache =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Cache) : {};
