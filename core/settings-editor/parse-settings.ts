import { type ParseError, parse } from 'jsonc-parser';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { firstOffence } from './json-error.ts';
import { claudeDialect, type SettingsFormat } from './settings-format.ts';

/** Settings that programs write are a few kilobytes; anything this large is another file, or damaged. */
const largestBytes = 4 * 1024 * 1024;

/** Settings nest a handful of levels. The parser that edits calls itself for each, and ends at some thousands. */
const deepestLevel = 1_000;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export interface CheckedConfig {
  /** What the file says after a byte order mark, which only some programs accept. */
  readonly text: string;
  readonly hasByteOrderMark: boolean;
  /** The servers as the program will see them; empty when the file has none yet. */
  readonly servers: Readonly<Record<string, unknown>>;
}

/**
 * Accepts exactly what the program itself accepts, up to a size and depth that no settings have, and says where
 * anything else breaks: line and column count from 1, columns in UTF-16 units. Nothing is fixed.
 */
export function checkConfig(bytes: Buffer, dialect: SettingsFormat = claudeDialect): Result<CheckedConfig> {
  if (bytes.length > largestBytes) return failed(failure('config-too-large'));
  const hasByteOrderMark = bytes.subarray(0, 3).equals(byteOrderMark);
  if (hasByteOrderMark && dialect.syntax === 'json')
    return failed(failure('config-byte-order-mark', { line: 1, column: 1 }));
  const text = decoded(hasByteOrderMark ? bytes.subarray(3) : bytes);
  if (!text.ok) return text;
  if (text.value.trim() === '') return failed(failure('config-empty'));
  // Before anything that calls itself for each level.
  const isDeep = deepestIn(text.value) > deepestLevel;
  const root = isDeep ? parsedStrictly(text.value) : parsedAs(dialect, text.value);
  if (!root.ok) return root;
  if (isDeep) return failed(failure('config-too-large', { detail: 'nested too deeply' }));
  if (!isObject(root.value)) return failed(failure('config-not-an-object'));
  const { serversKey: name } = dialect;
  const found = Object.hasOwn(root.value, name) ? root.value[name] : undefined;
  const servers = found ?? {};
  // An own `mcpServers: null` is no object either; only an absent one is empty.
  if (!isObject(servers) || found === null) return failed(failure('config-servers-not-an-object', { name }));
  return ok({ text: text.value, hasByteOrderMark, servers });
}

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

const parsedAs = ({ syntax }: SettingsFormat, text: string): Result<unknown> =>
  syntax === 'json' ? parsedStrictly(text) : parsedWithComments(text);

function parsedStrictly(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const detail = error instanceof Error ? error.name : String(error);
    return failed(failure('config-not-json', { ...placeOf(text, firstOffence(text, error)), detail }));
  }
}

function parsedWithComments(text: string): Result<unknown> {
  const errors: ParseError[] = [];
  const root: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  return first ? failed(notJson(text, first.offset)) : ok(root);
}

const notJson = (text: string, offset: number): Failure =>
  failure('config-not-json', { ...placeOf(text, offset) });

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset)).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** How many braces and brackets stand around the innermost value; strings are skipped, and comments count for more. */
function deepestIn(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === brace || code === bracket) deepest = Math.max(deepest, ++depth);
    else if (code === braceEnd || code === bracketEnd) depth -= 1;
  }
  return deepest;
}

const [quote, backslash, brace, bracket, braceEnd, bracketEnd] = [0x22, 0x5c, 0x7b, 0x5b, 0x7d, 0x5d];

/** The offset of the quotation mark that ends the string which begins at `start`; the text's end without one. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
