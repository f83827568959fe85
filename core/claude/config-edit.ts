/**
 * Adds and removes one entry in the text of Claude's settings. The text has been checked (`config-check.ts`), so it
 * is strict JSON with an object at its root. Every byte outside the entry stays: the parser only tells where things
 * stand, and one stretch of text is put in or taken out.
 */
import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, type Node, parseTree } from 'jsonc-parser';

const serversKey = 'mcpServers';

/** What has to be known to take an added entry out again without a trace. */
export interface EditNote {
  /** The file had no `mcpServers`; it goes with the last entry. */
  readonly madeServers: boolean;
  /** The blank text between the braces of the object that was empty before. */
  readonly blank: string;
}

export function addEntry(text: string, name: string, entry: unknown): { text: string; note: EditNote } {
  const root = rootOf(text);
  const servers = lastProperty(root, serversKey);
  if (!servers) {
    return {
      text: insert(text, root, serversKey, { [name]: entry }),
      note: { madeServers: true, blank: blankOf(text, root) },
    };
  }
  const note = { madeServers: false, blank: blankOf(text, servers.value) };
  const present = lastProperty(servers.value, name);
  if (!present) return { text: insert(text, servers.value, name, entry), note };
  if (isDeepStrictEqual(getNodeValue(present.value), entry)) return { text, note };
  const { offset, length } = present.value;
  const style = styleAt(text, rootOf(text), present.property);
  return { text: text.slice(0, offset) + written(entry, style) + text.slice(offset + length), note };
}

export function removeEntry(
  text: string,
  name: string,
  note: EditNote = { madeServers: false, blank: '' },
): string {
  let left = text;
  for (;;) {
    const root = rootOf(left);
    const servers = lastProperty(root, serversKey);
    const present = servers && lastProperty(servers.value, name);
    if (!servers || !present) return left;
    const lastOne = (servers.value.children ?? []).length === 1;
    left =
      lastOne && note.madeServers
        ? cut(left, root, servers.property, note.blank)
        : cut(left, servers.value, present.property, note.blank);
  }
}

interface Property {
  readonly property: Node;
  readonly value: Node;
}

function rootOf(text: string): Node {
  const root = parseTree(text);
  if (root?.type !== 'object') throw new Error('the text was not checked');
  return root;
}

/** Of keys that stand twice, `JSON.parse` takes the last; so do we. */
function lastProperty(object: Node, key: string): Property | undefined {
  const property = object.children?.findLast((one) => one.children?.[0]?.value === key);
  const value = property?.children?.[1];
  return property && value ? { property, value } : undefined;
}

const endOf = (node: Node): number => node.offset + node.length;

const blankOf = (text: string, object: Node): string =>
  object.children?.length ? '' : text.slice(object.offset + 1, endOf(object) - 1);

/** How a property is laid out: on a line of its own behind `indent`, or within a line. */
interface Style {
  readonly indent: string | undefined;
  readonly unit: string;
  readonly lineEnd: string;
}

function styleAt(text: string, root: Node, property: Node | undefined): Style {
  const first = root.children?.[0];
  const unit = (first && ownLineIndent(text, first)) || '  ';
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  return { indent: property && ownLineIndent(text, property), unit, lineEnd };
}

/** The blank text before a node on its line, if nothing else stands before it there. */
function ownLineIndent(text: string, node: Node): string | undefined {
  const before = text.slice(0, node.offset);
  return /(?:\r\n|\n|\r)([ \t]*)$/.exec(before)?.[1];
}

function written(value: unknown, { indent, unit, lineEnd }: Style): string {
  if (indent === undefined) return JSON.stringify(value);
  return JSON.stringify(value, null, unit).replaceAll('\n', lineEnd + indent);
}

function insert(text: string, object: Node, key: string, value: unknown): string {
  const last = object.children?.at(-1);
  const root = rootOf(text);
  if (last) {
    const style = styleAt(text, root, last);
    const gap =
      style.indent === undefined
        ? /^,?\s/.test(betweenLastTwo(text, object))
          ? ' '
          : ''
        : style.lineEnd + style.indent;
    return put(text, endOf(last), `,${gap}${pair(key, value, style)}`);
  }
  const outer = styleAt(text, root, object.parent ?? object);
  const onLines = /[\r\n]/.test(text);
  const own = object.parent ? (outer.indent ?? '') : '';
  const style: Style = { ...outer, indent: onLines ? own + outer.unit : undefined };
  const blank = text.slice(object.offset + 1, endOf(object) - 1);
  const whole = onLines
    ? `${style.lineEnd}${style.indent}${pair(key, value, style)}${style.lineEnd}${own}`
    : pair(key, value, style);
  return text.slice(0, object.offset + 1) + whole + text.slice(object.offset + 1 + blank.length);
}

/** What stands between the last property and the one before it, to follow the habit of a one-line file. */
function betweenLastTwo(text: string, object: Node): string {
  const [before, last] = (object.children ?? []).slice(-2);
  return before && last ? text.slice(endOf(before), last.offset) : ', ';
}

const pair = (key: string, value: unknown, style: Style): string =>
  `${JSON.stringify(key)}:${style.indent === undefined ? '' : ' '}${written(value, style)}`;

const put = (text: string, at: number, addition: string): string =>
  text.slice(0, at) + addition + text.slice(at);

function cut(text: string, object: Node, property: Node, blank: string): string {
  const all = object.children ?? [];
  const at = all.indexOf(property);
  const before = all[at - 1];
  const after = all[at + 1];
  if (before) return text.slice(0, endOf(before)) + text.slice(endOf(property));
  if (after) return text.slice(0, property.offset) + text.slice(after.offset);
  return text.slice(0, object.offset + 1) + blank + text.slice(endOf(object) - 1);
}
