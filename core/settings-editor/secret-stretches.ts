import { createScanner, visit } from 'jsonc-parser';
import {
  hidesAllBelow,
  isHarmlessArgument,
  isHarmlessName,
  isHarmlessNumber,
  isHarmlessValue,
  secretInComment,
} from './mask-secrets.ts';

/** A part of a text, in UTF-16 units. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The object or list in which a value stands. */
interface Around {
  readonly isList: boolean;
  /** What stands above says that all below is secret. */
  readonly hides: boolean;
  /** The key of the value that comes next; of a list, its own. */
  key: string;
  /** A key is next, not a value. */
  awaitsKey: boolean;
  /** The text before this one in a list. */
  before: string | undefined;
}

/** Names that say nothing about anybody, of which alone it is known in a text that can't be parsed. */
const knownNames = new Set([
  'mcpServers',
  'servers',
  'context_servers',
  'command',
  'args',
  'env',
  'type',
  'url',
  'headers',
  'inputs',
  'source',
  'preferences',
]);

interface Token extends Stretch {
  /** Its first character. */
  readonly first: string;
  readonly written: string;
  /** What a string says. */
  readonly value: string;
}

/** What of settings may not be shown, in order: one pass over the text, however deep or broken it is. */
export function secretStretches(text: string): Stretch[] {
  const isSound = canBeParsed(text);
  const found: { from: number; to: number }[] = [];
  const around: Around[] = [];
  const scanner = createScanner(text, false);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const from = scanner.getTokenOffset();
    const written = text.slice(from, from + scanner.getTokenLength());
    const token: Token = {
      from,
      to: from + written.length,
      first: written[0] ?? '',
      written,
      value: scanner.getTokenValue(),
    };
    const inner = around.at(-1);
    for (const stretch of secretIn(token, inner, isSound)) add(found, stretch);
    goOn(token, inner, around);
  }
  return found;
}

/** What touches is one. */
function add(found: { from: number; to: number }[], { from, to }: Stretch): void {
  const last = found.at(-1);
  if (to <= from) return;
  if (last?.to === from) last.to = to;
  else found.push({ from, to });
}

/** What of one token may not be shown. */
function secretIn(token: Token, inner: Around | undefined, isSound: boolean): Stretch[] {
  const { from, first, written, value } = token;
  switch (first) {
    case '/':
      return secretInComment(written).map(([start, end]) => ({ from: from + start, to: from + end }));
    case '"':
      if (isSound ? isShown(value, inner) : knownNames.has(value)) return [];
      return [insideOf(token)];
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return [];
    default:
      return isBlank(written) || (isSound && isShownNumber(written, inner)) ? [] : [token];
  }
}

/** A string without its quotation marks; the second may be missing. */
const insideOf = ({ from, to, written }: Token): Stretch => ({
  from: from + 1,
  to: written.length > 1 && written.endsWith('"') ? to - 1 : to,
});

const isBlank = (written: string): boolean => plain.has(written) || written.trim() === '';

/** Where the next token stands. */
function goOn({ first, value }: Token, inner: Around | undefined, around: Around[]): void {
  if (first === '{' || first === '[') around.push(entered(first, inner));
  else if (first === '}' || first === ']') around.pop();
  else if (inner && first === ',') inner.awaitsKey = !inner.isList;
  else if (inner && first === ':') inner.awaitsKey = false;
  else if (inner?.awaitsKey && first === '"') inner.key = value;
  else if (inner?.isList && first === '"') inner.before = value;
}

const plain = new Set(['true', 'false', 'null']);

function entered(first: string, inner: Around | undefined): Around {
  const key = inner?.key ?? '';
  return {
    isList: first === '[',
    hides: inner !== undefined && (inner.hides || hidesAllBelow(key)),
    key: first === '[' ? key : '',
    awaitsKey: first === '{',
    before: undefined,
  };
}

function isShown(value: string, inner: Around | undefined): boolean {
  if (inner?.awaitsKey) return isHarmlessName(value);
  if (inner === undefined || inner.hides || hidesAllBelow(inner.key)) return false;
  return inner.isList
    ? inner.key === 'args' && isHarmlessArgument(value, inner.before)
    : isHarmlessValue(inner.key, value);
}

const isShownNumber = (digits: string, inner: Around | undefined): boolean =>
  inner !== undefined && !inner.hides && !hidesAllBelow(inner.key) && isHarmlessNumber(inner.key, digits);

function canBeParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return canBeParsedWithComments(text);
  }
}

function canBeParsedWithComments(text: string): boolean {
  const onError = (): never => {
    throw new Error('not JSON');
  };
  try {
    visit(text, { onError }, { allowTrailingComma: true, allowEmptyContent: true });
    return true;
  } catch {
    // Or nested too deeply for the parser.
    return false;
  }
}
