import { createScanner, type ParseError, parse } from 'jsonc-parser';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type Decoded, decoded } from './encoding.ts';
import { firstOffence } from './json-error.ts';
import { type AcceptedSyntax, claudeDialect, type SettingsFormat } from './settings-format.ts';

/** Claude Code keeps histories in its settings, several megabytes as a rule; anything this large is another file, or damaged. */
export const largestBytes = 64 * 1024 * 1024;

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
  const { accepts, serversKey: name } = dialect;
  const hasByteOrderMark = bytes.subarray(0, 3).equals(byteOrderMark);
  if (hasByteOrderMark && !accepts.byteOrderMark)
    return failed(failure('config-byte-order-mark', { line: 1, column: 1 }));
  const written = decoded(hasByteOrderMark ? bytes.subarray(3) : bytes);
  if (!written.ok) return failed(notUtf8(written));
  const { text } = written;
  const root = rootOf(text, accepts);
  if (!root.ok)
    return root.error.code === 'config-not-json' && text.includes('\0')
      ? failed({ ...root.error, encoding: 'zero-bytes' })
      : root;
  if (!isObject(root.value)) return failed(failure('config-not-an-object'));
  const found = Object.hasOwn(root.value, name) ? root.value[name] : undefined;
  const servers = found ?? {};
  // An own `mcpServers: null` is no object either; only an absent one is empty.
  if (!isObject(servers) || found === null) return failed(failure('config-servers-not-an-object', { name }));
  return ok({ text, hasByteOrderMark, servers });
}

/** What a text says to a program; an empty object where nothing is as good as that. */
function rootOf(text: string, accepts: AcceptedSyntax): Result<unknown> {
  if (text.trim() === '') return accepts.empty ? ok({}) : failed(failure('config-empty'));
  if (accepts.comments && isOnlyComments(text))
    return accepts.onlyComments ? ok({}) : failed(failure('config-empty'));
  // Before anything that calls itself for each level.
  const isDeep = deepestIn(text, accepts) > deepestLevel;
  if (isDeep && accepts.comments) return failed(tooDeep);
  const root = accepts.comments ? parsedWithComments(text, accepts) : parsedStrictly(text);
  return root.ok && isDeep ? failed(tooDeep) : root;
}

const tooDeep = failure('config-too-large', { detail: 'nested too deeply' });

export const isOnlyComments = (text: string): boolean =>
  text.trimStart().startsWith('/') && withoutComments(text)?.trim() === '';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function notUtf8({ encoding, readable }: Extract<Decoded, { ok: false }>): Failure {
  const place = encoding === 'latin-1' ? placeOf(readable, readable.indexOf('\ufffd')) : {};
  return failure('config-not-json', { ...place, encoding, detail: 'not UTF-8' });
}

function parsedStrictly(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const detail = error instanceof Error ? error.name : String(error);
    return failed(failure('config-not-json', { ...placeOf(text, firstOffence(text, error)), detail }));
  }
}

function parsedWithComments(text: string, { trailingCommas }: AcceptedSyntax): Result<unknown> {
  // A program that takes comments out itself leaves the rest to `JSON.parse`.
  const bare = trailingCommas ? undefined : withoutComments(text);
  if (bare !== undefined) return parsedStrictly(bare);
  const errors: ParseError[] = [];
  let root: unknown;
  try {
    root = parse(text, errors, { allowTrailingComma: trailingCommas });
  } catch (error) {
    // It calls itself for each level, and how many a damaged text has is its to say.
    if (error instanceof RangeError) return failed(tooDeep);
    throw error;
  }
  const [first] = errors;
  return first ? failed(notJson(text, first.offset)) : ok(root);
}

/** The text with blanks in the place of its comments, line ends kept; undefined where one doesn't end. */
export function withoutComments(text: string): string | undefined {
  const scanner = createScanner(text, false);
  let bare = '';
  let at = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const from = scanner.getTokenOffset();
    const to = from + scanner.getTokenLength();
    if (text[from] !== '/') continue;
    const isBlock = text[from + 1] === '*';
    if (isBlock && (to < from + 4 || !text.startsWith('*/', to - 2))) return undefined;
    bare += text.slice(at, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ');
    at = to;
  }
  return bare + text.slice(at);
}

const notJson = (text: string, offset: number): Failure =>
  failure('config-not-json', { ...placeOf(text, offset) });

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset)).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** How many braces and brackets stand around the innermost value; strings are skipped, and comments where there may be any. */
function deepestIn(text: string, { comments }: AcceptedSyntax): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === slash && comments) at = endOfComment(text, at);
    else if (code === brace || code === bracket) deepest = Math.max(deepest, ++depth);
    // Braces that close nothing don't make up for any that open.
    else if (code === braceEnd || code === bracketEnd) depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** The offset of the last character of the comment that begins at `start`; `start` itself where none does. */
function endOfComment(text: string, start: number): number {
  const next = text[start + 1];
  if (next !== '/' && next !== '*') return start;
  const end = next === '*' ? text.indexOf('*/', start + 2) + 1 : lineEndAfter(text, start) - 1;
  return end > start ? end : text.length;
}

function lineEndAfter(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\n' || text[at] === '\r') return at;
  }
  return text.length;
}

const [quote, backslash, slash, brace, bracket, braceEnd, bracketEnd] = [
  0x22, 0x5c, 0x2f, 0x7b, 0x5b, 0x7d, 0x5d,
];

/** The offset of the quotation mark that ends the string which begins at `start`; the text's end without one. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
