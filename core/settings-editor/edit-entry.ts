/**
 * Adds and removes one entry in the text of a program's settings. The text has been checked (`config-check.ts`), so
 * there is an object at its root. Every byte outside the entry stays: the parser only tells where things stand, and
 * text is put in or taken out there.
 */
import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { type Gap, gapBetween } from './gap.ts';
import { claudeDialect, type SettingsFormat } from './settings-format.ts';

/** What has to be known to take an added entry out again without a trace. */
export interface EditNote {
  /** The file had no servers; their object goes with the last entry. */
  readonly madeServers: boolean;
  /** The blank text between the braces of the object that was empty before. */
  readonly blank: string;
}

export function addEntry(
  text: string,
  name: string,
  entry: unknown,
  { serversKey }: SettingsFormat = claudeDialect,
): { text: string; note: EditNote; isNew: boolean } {
  const root = rootOf(text);
  const servers = lastProperty(root, serversKey);
  if (!servers) {
    return {
      text: insert(text, root, root, serversKey, { [name]: entry }),
      note: { madeServers: true, blank: blankOf(text, root) },
      isNew: true,
    };
  }
  const note = { madeServers: false, blank: blankOf(text, servers.value) };
  const present = lastProperty(servers.value, name);
  if (!present) return { text: insert(text, root, servers.value, name, entry), note, isNew: true };
  if (isDeepStrictEqual(getNodeValue(present.value), entry)) return { text, note, isNew: false };
  const { offset, length } = present.value;
  const style = styleAt(text, root, present.property);
  const corrected = text.slice(0, offset) + written(entry, style) + text.slice(offset + length);
  return { text: corrected, note, isNew: false };
}

export function removeEntry(
  text: string,
  name: string,
  note: EditNote = { madeServers: false, blank: '' },
  { serversKey }: SettingsFormat = claudeDialect,
): string {
  let left = text;
  for (;;) {
    const root = rootOf(left);
    const servers = lastProperty(root, serversKey);
    const present = servers && lastProperty(servers.value, name);
    if (!servers || !present) return left;
    const lastOne = (servers.value.children ?? []).length === 1;
    left =
      lastOne && note.madeServers && isOtherwiseBlank(left, servers.value, present.property)
        ? cut(left, root, servers.property, note.blank)
        : cut(left, servers.value, present.property, note.blank);
  }
}

interface Property {
  readonly property: Node;
  readonly value: Node;
}

function rootOf(text: string): Node {
  const root = parseTree(text, [], { allowTrailingComma: true });
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

const insideOf = (object: Node): [from: number, to: number] => [object.offset + 1, endOf(object) - 1];

const blankOf = (text: string, object: Node): string =>
  object.children?.length ? '' : text.slice(...insideOf(object));

/** Whether nothing but this property stands in the object, not even a comment. */
function isOtherwiseBlank(text: string, object: Node, property: Node): boolean {
  const [from, to] = insideOf(object);
  return (
    gapBetween(text, from, property.offset).comments.length === 0 &&
    gapBetween(text, endOf(property), to).comments.length === 0
  );
}

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
function ownLineIndent(text: string, { offset }: Node): string | undefined {
  let start = offset;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start -= 1;
  return text[start - 1] === '\n' || text[start - 1] === '\r' ? text.slice(start, offset) : undefined;
}

function written(value: unknown, { indent, unit, lineEnd }: Style): string {
  if (indent === undefined) return JSON.stringify(value);
  return JSON.stringify(value, null, unit).replaceAll('\n', lineEnd + indent);
}

const pair = (key: string, value: unknown, style: Style): string =>
  `${JSON.stringify(key)}:${style.indent === undefined ? '' : ' '}${written(value, style)}`;

function insert(text: string, root: Node, object: Node, key: string, value: unknown): string {
  const last = object.children?.at(-1);
  return last
    ? insertAfter(text, root, object, last, key, value)
    : insertIntoEmpty(text, root, object, key, value);
}

/** After the last property, and after the comments that stand on its line, because they are about it. */
function insertAfter(
  text: string,
  root: Node,
  object: Node,
  last: Node,
  key: string,
  value: unknown,
): string {
  const style = styleAt(text, root, last);
  const rest = gapBetween(text, endOf(last), endOf(object) - 1);
  const place = endOfItsLine(text, rest, rest.comma === undefined ? endOf(last) : rest.comma + 1);
  const lead =
    style.indent !== undefined
      ? style.lineEnd + style.indent
      : place.afterLineComment
        ? style.lineEnd
        : /^,?\s/.test(betweenLastTwo(text, object))
          ? ' '
          : '';
  const addition = lead + pair(key, value, style);
  if (rest.comma !== undefined) return put(text, place.at, `${addition},`);
  return place.at === endOf(last)
    ? put(text, place.at, `,${addition}`)
    : put(put(text, place.at, addition), endOf(last), ',');
}

/** Where the comments end that begin on the line of `from`. */
function endOfItsLine(
  text: string,
  { comments }: Gap,
  from: number,
): { at: number; afterLineComment: boolean } {
  let at = from;
  let afterLineComment = false;
  for (const comment of comments) {
    if (comment.start < at) continue;
    if (/[\r\n]/.test(text.slice(at, comment.start))) break;
    at = comment.end;
    afterLineComment = comment.isLine;
  }
  return { at, afterLineComment };
}

function insertIntoEmpty(text: string, root: Node, object: Node, key: string, value: unknown): string {
  const outer = styleAt(text, root, object.parent ?? object);
  const onLines = /[\r\n]/.test(text);
  const own = object.parent ? (outer.indent ?? '') : '';
  const style: Style = { ...outer, indent: onLines ? own + outer.unit : undefined };
  const [from, to] = insideOf(object);
  const lastComment = gapBetween(text, from, to).comments.at(-1);
  const lead = onLines ? `${style.lineEnd}${style.indent}` : '';
  if (lastComment) return put(text, lastComment.end, lead + pair(key, value, style));
  const whole = lead + pair(key, value, style) + (onLines ? `${style.lineEnd}${own}` : '');
  return text.slice(0, from) + whole + text.slice(to);
}

/** What stands between the last property and the one before it, to follow the habit of a one-line file. */
function betweenLastTwo(text: string, object: Node): string {
  const [before, last] = (object.children ?? []).slice(-2);
  return before && last ? text.slice(endOf(before), last.offset) : ', ';
}

const put = (text: string, at: number, addition: string): string =>
  text.slice(0, at) + addition + text.slice(at);

/** Takes a property out with the comma that it needed. Comments stay: they are somebody's. */
function cut(text: string, object: Node, property: Node, blank: string): string {
  const all = object.children ?? [];
  const at = all.indexOf(property);
  const [before, next] = [all[at - 1], all[at + 1]];
  const [from, to] = insideOf(object);
  const end = endOf(property);
  const ahead = gapBetween(text, before ? endOf(before) : from, property.offset);
  const behind = gapBetween(text, end, next ? next.offset : to);
  const hasComments = ahead.comments.length + behind.comments.length > 0;
  if (!before && !next && !hasComments) return text.slice(0, from) + blank + text.slice(to);
  if (next) {
    const comma = behind.comma ?? end;
    const following = behind.comments.find(({ start }) => start > comma)?.start ?? next.offset;
    return without(text, [property.offset, end], [comma, following]);
  }
  const comma = behind.comma ?? ahead.comma;
  const rest = behind.comma === undefined ? end : behind.comma + 1;
  const lead = ahead.comments.findLast((one) => one.start > (ahead.comma ?? from - 1));
  // The line end behind a line comment ends it, so that one stays unless another follows.
  const keepsLine = lead?.isLine && !/^[ \t]*(?:[\r\n]|$)/.test(text.slice(rest, rest + 200));
  const start = Math.max((ahead.comma ?? from - 1) + 1, keepsLine ? property.offset : (lead?.end ?? 0));
  return without(text, ...(comma === undefined ? [] : [[comma, comma + 1] as const]), [start, end]);
}

/** The text without these stretches, in whatever order they are given. */
function without(text: string, ...stretches: (readonly [from: number, to: number])[]): string {
  let left = text;
  for (const [from, to] of stretches.sort(([one], [other]) => other - one)) {
    left = left.slice(0, from) + left.slice(to);
  }
  return left;
}
