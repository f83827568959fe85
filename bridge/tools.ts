import { isObject, type Params } from './json-rpc.ts';

/** What is known of Convene's tools from the lists that came by. */
export interface KnownTools {
  learn(list: unknown): void;
  /** Whether asking twice does no more than asking once. A tool that isn't known to only read may change something. */
  isRepeatable(method: string, params: Params): boolean;
}

export function openKnownTools(): KnownTools {
  const reading = new Set<string>();
  return {
    learn(list) {
      if (!isObject(list) || !Array.isArray(list.tools)) return;
      for (const tool of list.tools) {
        if (!isObject(tool) || typeof tool.name !== 'string') continue;
        if (isObject(tool.annotations) && tool.annotations.readOnlyHint === true) reading.add(tool.name);
        else reading.delete(tool.name);
      }
    },
    isRepeatable: (method, { name }) =>
      method !== 'tools/call' || (typeof name === 'string' && reading.has(name)),
  };
}
