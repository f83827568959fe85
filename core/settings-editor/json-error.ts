import { type ParseError, printParseErrorCode, visit } from 'jsonc-parser';

/** Kinds of error inside a token; the parser places them at its start. */
const insideToken = new Set([
  'InvalidSymbol',
  'InvalidNumberFormat',
  'UnexpectedEndOfNumber',
  'UnexpectedEndOfString',
  'InvalidUnicode',
  'InvalidEscapeCharacter',
  'InvalidCharacter',
]);

/**
 * Where a text first stops being strict JSON, as an offset in UTF-16 units: the first character that can't stand where
 * it stands, or the end when something is missing. `engineError` is what `JSON.parse` threw; it serves where the
 * parser gives up.
 */
export function firstOffence(text: string, engineError: unknown): number {
  const first = firstError(text);
  if (first) {
    const { offset } = first;
    const inside = insideToken.has(printParseErrorCode(first.error)) && mayStandAt(text, offset);
    return inside ? soundUntil(text, offset) : offset;
  }
  const position = /position (\d+)/.exec(engineError instanceof Error ? engineError.message : '')?.[1];
  return position === undefined ? text.length : Number(position);
}

function firstError(text: string): ParseError | undefined {
  let first: ParseError | undefined;
  const onError = (error: ParseError['error'], offset: number, length: number): void => {
    first ??= { error, offset, length };
  };
  try {
    visit(text, { onError }, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // Nested too deeply for the parser, which calls itself: the engine's own message has to do.
  }
  return first;
}

/** Whether a sound token of that kind could stand there; if not, its first character is the offence already. */
function mayStandAt(text: string, offset: number): boolean {
  const sound = text[offset] === '"' ? '""' : '0';
  return firstError(`${text.slice(0, offset)} ${sound}`)?.offset !== offset + 1;
}

const number = /-?(?:(?:0|[1-9]\d*)(?:\.(?:\d+(?:[eE][+-]?\d*)?)?|[eE][+-]?\d*)?)?/y;
const word = /t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?/y;
const wholeEscape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const begunEscape = /\\(?:u[\da-fA-F]{0,3})?/y;

/** Offset up to which the token that begins at `at` could still become a string, number or word (RFC 8259). */
function soundUntil(text: string, at: number): number {
  if (text[at] === '"') return stringSoundUntil(text, at);
  return at + Math.max(lengthOf(number, text, at), lengthOf(word, text, at));
}

function stringSoundUntil(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const character = text[at];
    if (character === undefined || character < ' ') return at;
    if (character === '"') return at + 1;
    const length = character === '\\' ? lengthOf(wholeEscape, text, at) : 1;
    if (length === 0) return at + lengthOf(begunEscape, text, at);
    at += length;
  }
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
