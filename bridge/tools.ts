import { isObject, type Params } from './json-rpc.ts';
import { asHeader } from './modern.ts';

/** What is known of Convene's tools from the lists that came by. */
export interface KnownTools {
  learn(list: unknown): void;
  /** Whether asking twice does no more than asking once. A tool that isn't known to only read may change something. */
  isRepeatable(method: string, params: Params): boolean;
  /** The arguments of a call that its tool wants to see in headers as well (`x-mcp-header` in its schema). */
  mirrored(method: string, params: Params): Record<string, string>;
}

/** One argument that is mirrored: the header, and the way through the arguments to its value. */
interface Mirror {
  readonly header: string;
  readonly path: readonly string[];
}

export function openKnownTools(): KnownTools {
  const reading = new Set<string>();
  const mirrors = new Map<string, readonly Mirror[]>();
  return {
    learn(list) {
      if (!isObject(list) || !Array.isArray(list.tools)) return;
      for (const tool of list.tools) {
        if (!isObject(tool) || typeof tool.name !== 'string') continue;
        if (isObject(tool.annotations) && tool.annotations.readOnlyHint === true) reading.add(tool.name);
        else reading.delete(tool.name);
        mirrors.set(tool.name, mirrorsIn(tool.inputSchema, []));
      }
    },
    isRepeatable: (method, { name }) =>
      method !== 'tools/call' || (typeof name === 'string' && reading.has(name)),
    mirrored(method, { name, arguments: given }) {
      const wanted = method === 'tools/call' && typeof name === 'string' ? mirrors.get(name) : undefined;
      const headers: Record<string, string> = {};
      for (const { header, path } of wanted ?? []) {
        const value = path.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), given);
        if (['string', 'number', 'boolean'].includes(typeof value)) headers[header] = asHeader(String(value));
      }
      return headers;
    },
  };
}

/** Levels of objects within objects that are looked into. */
const deepest = 16;

function mirrorsIn(schema: unknown, path: readonly string[]): Mirror[] {
  if (!isObject(schema) || !isObject(schema.properties) || path.length >= deepest) return [];
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const here = [...path, name];
    const wanted = isObject(property) ? property['x-mcp-header'] : undefined;
    const own =
      typeof wanted === 'string' && isFieldName(wanted)
        ? [{ header: `mcp-param-${wanted.toLowerCase()}`, path: here }]
        : [];
    return [...own, ...mirrorsIn(property, here)];
  });
}

/** A token of RFC 9110, 5.6.2: anything else would break the request. */
const isFieldName = (name: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
