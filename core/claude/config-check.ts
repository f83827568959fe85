import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { firstOffence } from './json-offence.ts';

/** Settings that Claude writes are a few kilobytes; anything this large is another file, or damaged. */
const largestBytes = 4 * 1024 * 1024;

/** Claude nests a handful of levels. The parser that edits calls itself for each, and ends at some thousands. */
const deepestLevel = 1_000;

export interface CheckedConfig {
  readonly text: string;
  /** The servers as Claude will see them; empty when the file has none yet. */
  readonly servers: Readonly<Record<string, unknown>>;
}

/**
 * Accepts exactly what Claude's own `JSON.parse` accepts, up to a size and depth that no settings have, and says where
 * anything else breaks: line and column count from 1, columns in UTF-16 units. Nothing is mended.
 */
export function checkConfig(bytes: Buffer): Result<CheckedConfig> {
  if (bytes.length > largestBytes) return failed(failure('config-too-large'));
  if (bytes.subarray(0, 3).equals(byteOrderMark))
    return failed(failure('config-byte-order-mark', { line: 1, column: 1 }));
  const text = decoded(bytes);
  if (!text.ok) return text;
  if (text.value.trim() === '') return failed(failure('config-empty'));
  let root: unknown;
  try {
    root = JSON.parse(text.value);
  } catch (error) {
    return failed(notJson(text.value, error));
  }
  if (deepestIn(text.value) > deepestLevel)
    return failed(failure('config-too-large', { detail: 'nested too deeply' }));
  if (!isObject(root)) return failed(failure('config-not-an-object'));
  const servers = root.mcpServers ?? {};
  // An own `mcpServers: null` is no object either; only an absent one is empty.
  if (!isObject(servers) || root.mcpServers === null) return failed(failure('config-servers-not-an-object'));
  return ok({ text: text.value, servers });
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function decoded(bytes: Buffer): Result<string> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    const readable = new TextDecoder('utf-8').decode(bytes);
    return failed(
      failure('config-not-json', { ...placeOf(readable, readable.indexOf('\ufffd')), detail: 'not UTF-8' }),
    );
  }
}

function notJson(text: string, error: unknown): Failure {
  const detail = error instanceof Error ? error.name : String(error);
  return failure('config-not-json', { ...placeOf(text, firstOffence(text, error)), detail });
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset)).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** How many braces and brackets stand around the innermost value of a text that is sound JSON. */
function deepestIn(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === '{' || character === '[')) deepest = Math.max(deepest, ++depth);
    else if (!inString && (character === '}' || character === ']')) depth -= 1;
  }
  return deepest;
}
