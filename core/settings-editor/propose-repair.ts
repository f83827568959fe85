import { createScanner, type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import type { FileEncoding } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { RepairChange } from '../../shared/settings.ts';
import { decoded, withoutZeroTail } from './encoding.ts';
import { checkConfig, isOnlyComments, placeOf } from './parse-settings.ts';
import { type AcceptedSyntax, claudeDialect, type SettingsFormat } from './settings-format.ts';

export interface Repair {
  readonly bytes: Buffer;
  readonly changes: readonly RepairChange[];
}

const byteOrderMark = '\ufeff';

/**
 * The smallest change that makes a program accept a file which fails only because of a byte order mark, comments or
 * trailing commas that it doesn't take, because there is nothing in it, it is in UTF-16, or ends in zero bytes; nothing else changes, and what it says stays
 * the same. Anything else that is wrong answers as `checkConfig` does. A file that is sound needs no change.
 */
export function proposeRepair(bytes: Buffer, dialect: SettingsFormat = claudeDialect): Result<Repair> {
  const checked = checkConfig(bytes, dialect);
  if (checked.ok) return ok({ bytes, changes: [] });
  const { encoding } = checked.error;
  if (encoding !== undefined) return inUtf8(bytes, checked, encoding, dialect);
  const { code } = checked.error;
  if (code !== 'config-byte-order-mark' && code !== 'config-not-json' && code !== 'config-empty')
    return checked;
  const whole = bytes.toString('utf8');
  const hasMark = whole.startsWith(byteOrderMark);
  const text = hasMark ? whole.slice(1) : whole;
  if (!Buffer.from(whole).equals(bytes) || !isJsonButForExtras(text))
    return withoutMarkOnly(checked, text, dialect);
  const extras = extrasIn(text, dialect.accepts);
  const left = without(text, extras);
  const isEmpty = left.trim() === '' || isOnlyComments(left);
  const fixed = Buffer.from(isEmpty ? withObject(left) : left);
  // It must be what the program accepts, or it isn't offered.
  const sound = checkConfig(fixed, dialect);
  if (!sound.ok) return sound.error.code === 'config-not-json' ? checked : sound;
  return ok({
    bytes: fixed,
    changes: [
      ...(hasMark ? [{ kind: 'byte-order-mark' as const, line: 1, column: 1 }] : []),
      ...extras.map(({ kind, at }) => ({ kind, ...placeOf(text, at) })),
      ...(isEmpty ? [{ kind: 'empty' as const, ...placeOf(text, text.length) }] : []),
    ],
  });
}

/** The same in UTF-8, where there is but one way to read it; and what else has to be changed then. */
function inUtf8(
  bytes: Buffer,
  checked: Result<never> | Result<unknown>,
  encoding: FileEncoding,
  dialect: SettingsFormat,
): Result<Repair> {
  const text = certainText(bytes);
  const rest = text === undefined ? undefined : proposeRepair(Buffer.from(text), dialect);
  // Where it can't be repaired, what is told is that nobody can read it.
  if (!rest?.ok) return checked.ok ? failed({ code: 'internal' }) : failed(checked.error);
  const kind = encoding === 'zero-bytes' ? 'zero-bytes' : 'encoding';
  const place = kind === 'encoding' ? { line: 1, column: 1 } : placeOf(text ?? '', (text ?? '').length);
  return ok({ bytes: rest.value.bytes, changes: [{ kind, ...place }, ...rest.value.changes] });
}

function certainText(bytes: Buffer): string | undefined {
  const written = decoded(bytes);
  return written.ok ? withoutZeroTail(written.text) : written.certain;
}

/** Settings that say nothing, behind the comments that the program takes. */
function withObject(text: string): string {
  const before = text.trim() === '' ? '' : text;
  return `${before}${before === '' || /[\r\n]$/.test(before) ? '' : '\n'}{}\n`;
}

/** A file that has worse than a mark is told by what is worse. */
function withoutMarkOnly(
  checked: Result<never> | Result<unknown>,
  text: string,
  dialect: SettingsFormat,
): Result<never> {
  const rest = checkConfig(Buffer.from(text), dialect);
  const told = rest.ok ? checked : rest;
  return told.ok ? failed({ code: 'internal' }) : told;
}

function isJsonButForExtras(text: string): boolean {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  } catch {
    return false;
  }
  return errors.every(({ error }) => printParseErrorCode(error) === 'InvalidCommentToken');
}

interface Extra {
  readonly kind: 'comment' | 'trailing-comma';
  /** Where it begins, for the person. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Comments and trailing commas that the program doesn't take, in their order in the text. A comment alone on its line takes the line with it. */
function extrasIn(text: string, accepts: AcceptedSyntax): Extra[] {
  const extras: Extra[] = [];
  const scanner = createScanner(text, false);
  let comma: number | undefined;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const at = scanner.getTokenOffset();
    const end = at + scanner.getTokenLength();
    const first = text[at] ?? '';
    if (first === '/' && !accepts.comments)
      extras.push({ kind: 'comment', at, ...stretchOfComment(text, at, end) });
    else if (first === ',') comma = at;
    else if (first !== '/' && first.trim() !== '') {
      if (comma !== undefined && !accepts.trailingCommas && (first === '}' || first === ']'))
        extras.push({ kind: 'trailing-comma', at: comma, from: comma, to: comma + 1 });
      comma = undefined;
    }
  }
  return extras.sort((one, other) => one.at - other.at);
}

function stretchOfComment(text: string, at: number, end: number): { from: number; to: number } {
  let from = at;
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from -= 1;
  let to = end;
  while (text[to] === ' ' || text[to] === '\t') to += 1;
  const begins = from === 0 || text[from - 1] === '\n' || text[from - 1] === '\r';
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(text.slice(to, to + 2))?.[0] ?? '';
  if (begins && lineEnd !== '') return { from, to: to + lineEnd.length };
  // Behind something, up to the line's end: the blank before it goes too. Between two things: the comment alone.
  return lineEnd === '' && to < text.length ? { from: at, to: end } : { from, to: end };
}

function without(text: string, extras: readonly Extra[]): string {
  let left = '';
  let at = 0;
  for (const { from, to } of extras) {
    left += text.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  }
  return left + text.slice(at);
}
