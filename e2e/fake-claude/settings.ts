import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

type Cache = Record<string, unknown>;

/**
 * The settings as Claude Desktop treats them: read once at its start and kept; what it can't parse (comments, trailing
 * commas, a byte order mark) counts as empty; every write puts the whole memory into the file without reading again.
 */
export function openSettings(path: string, strips: 'never' | 'once' | 'always') {
  let cache = readOnce(path);
  let stripping = strips !== 'never';

  return {
    servers: (): Record<string, unknown> => asObject(cache.mcpServers),
    change(name: string, value: unknown): void {
      cache = { ...cache, [name]: value };
    },
    write(): void {
      if (stripping && cache.mcpServers !== undefined) {
        const kept = Object.entries(asObject(cache.mcpServers)).filter(
          ([name]) => !name.startsWith('convene-'),
        );
        cache = { ...cache, mcpServers: Object.fromEntries(kept) };
        if (strips === 'once') stripping = false;
      }
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
