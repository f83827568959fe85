import { createScanner } from 'jsonc-parser';

/** Where a value, or a key with its value, stands in a text; offsets and lengths in UTF-16 units. */
export interface ShallowNode {
  readonly offset: number;
  readonly length: number;
}

export interface ShallowProperty extends ShallowNode {
  readonly key: string;
  readonly value: ShallowNode;
}

/** An object with its properties; their values aren't looked into, but for those under one key of the outermost one. */
export interface ShallowObject extends ShallowNode {
  readonly properties: readonly ShallowProperty[];
}

/** A checked text, token by token; comments and blanks are passed over. */
interface Cursor {
  /** The token's first character; empty at the end. */
  readonly first: string;
  readonly offset: number;
  readonly end: number;
  /** What a string says. */
  readonly value: string;
  next(): void;
}

/**
 * The outermost object of a checked text, in which every object under `key` is a `ShallowObject` too; undefined when
 * there is none. Neither depth nor size of anything else matters.
 */
export function shallowTree(text: string, key: string): ShallowObject | undefined {
  const cursor = cursorOver(text);
  cursor.next();
  if (cursor.first !== '{') return undefined;
  return objectAt(cursor, (name) =>
    name === key && cursor.first === '{' ? objectAt(cursor, () => passOver(cursor)) : passOver(cursor),
  );
}

export const isShallowObject = (node: ShallowNode): node is ShallowObject => 'properties' in node;

function cursorOver(text: string): Cursor {
  const scanner = createScanner(text, true);
  return {
    get first() {
      return scanner.getTokenLength() === 0 ? '' : (text[scanner.getTokenOffset()] ?? '');
    },
    get offset() {
      return scanner.getTokenOffset();
    },
    get end() {
      return scanner.getTokenOffset() + scanner.getTokenLength();
    },
    get value() {
      return scanner.getTokenValue();
    },
    next: () => void scanner.scan(),
  };
}

/** From its brace to the one that closes it; `readValue` begins at a value's first token and ends at its last. */
function objectAt(cursor: Cursor, readValue: (key: string) => ShallowNode): ShallowObject {
  const from = cursor.offset;
  const properties: ShallowProperty[] = [];
  for (cursor.next(); cursor.first !== '}'; cursor.next()) {
    if (cursor.first === ',') continue;
    if (cursor.first !== '"') throw new Error('the text was not checked');
    const { offset, value: key } = cursor;
    cursor.next();
    cursor.next();
    const value = readValue(key);
    properties.push({ offset, length: cursor.end - offset, key, value });
  }
  return { offset: from, length: cursor.end - from, properties };
}

function passOver(cursor: Cursor): ShallowNode {
  const { offset } = cursor;
  for (let depth = 0; ; cursor.next()) {
    const { first } = cursor;
    if (first === '') throw new Error('the text was not checked');
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth === 0) return { offset, length: cursor.end - offset };
  }
}
