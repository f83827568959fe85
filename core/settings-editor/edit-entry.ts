/**
 * Adds and removes one entry in the text of a program's settings. The text has been checked (`parse-settings.ts`), so
 * there is an object at its root, or nothing but blanks and comments. Every byte outside the entry stays: the scanner
 * only tells where things stand, and text is put in or taken out there.
 */
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'jsonc-parser';
import { type Gap, gapBetween } from './gap.ts';
import { claudeDialect, type SettingsFormat } from './settings-format.ts';
import {
  isShallowObject,
  type ShallowNode,
  type ShallowObject,
  type ShallowProperty,
  shallowTree,
} from './shallow-tree.ts';

/** What has to be known to take an added entry out again without a trace. */
export interface EditNote {
  /** The file had no servers; their object goes with the last entry. */
  readonly madeServers: boolean;
  /** The blank text between the braces of the object that was empty before. */
  readonly blank: string;
  /** The file had no object at all, and got one behind what was in it: what ends the last line of that. */
  readonly lead?: string | undefined;
}

export function addEntry(
  text: string,
  name: string,
  entry: unknown,
  { serversKey }: SettingsFormat = claudeDialect,
): { text: string; note: EditNote; isNew: boolean } {
  const root = shallowTree(text, serversKey);
  if (!root) return withRoot(text, { [serversKey]: { [name]: entry } });
  const servers = lastProperty(root, serversKey);
  if (!servers) {
    return {
      text: insert(text, root, { object: root }, serversKey, { [name]: entry }),
      note: { madeServers: true, blank: blankOf(text, root) },
      isNew: true,
    };
  }
  const object = objectOf(servers);
  const note = { madeServers: false, blank: blankOf(text, object) };
  const present = lastProperty(object, name);
  if (!present) {
    return { text: insert(text, root, { object, property: servers }, name, entry), note, isNew: true };
  }
  const { offset, length } = present.value;
  const now: unknown = parse(text.slice(offset, offset + length), [], { allowTrailingComma: true });
  if (isDeepStrictEqual(now, entry)) return { text, note, isNew: false };
  const style = styleAt(text, root, present);
  const corrected = text.slice(0, offset) + written(entry, style) + text.slice(offset + length);
  return { text: corrected, note, isNew: false };
}

/** A file without any object gets one on lines of its own, behind the comments that may be in it. */
function withRoot(text: string, value: unknown): { text: string; note: EditNote; isNew: boolean } {
  const lineEnd = lineEndOf(text);
  const lead = text === '' || /[\r\n]$/.test(text) ? '' : lineEnd;
  const object = JSON.stringify(value, null, 2).replaceAll('\n', lineEnd);
  return {
    text: text + lead + object + lineEnd,
    note: { madeServers: true, blank: '', lead },
    isNew: true,
  };
}

export function removeEntry(
  text: string,
  name: string,
  note: EditNote = { madeServers: false, blank: '' },
  { serversKey }: SettingsFormat = claudeDialect,
): string {
  let left = text;
  for (;;) {
    const root = shallowTree(left, serversKey);
    const servers = root && lastProperty(root, serversKey);
    const object = servers && objectOf(servers);
    const present = object && lastProperty(object, name);
    if (!present) return left;
    const takesServers =
      object.properties.length === 1 && note.madeServers && isOtherwiseBlank(left, object, present);
    const takesRoot =
      takesServers &&
      note.lead !== undefined &&
      root.properties.length === 1 &&
      isOtherwiseBlank(left, root, servers) &&
      left.slice(endOf(root)).trim() === '';
    if (takesRoot) left = beforeRoot(left, root, note.lead ?? '');
    else if (takesServers) left = cut(left, root, servers, note.blank);
    else left = cut(left, object, present, note.blank);
  }
}

function beforeRoot(text: string, root: ShallowObject, lead: string): string {
  const before = text.slice(0, root.offset);
  return before.endsWith(lead) ? before.slice(0, before.length - lead.length) : before;
}

/** Of keys that stand twice, `JSON.parse` takes the last; so do we. */
const lastProperty = (object: ShallowObject, key: string): ShallowProperty | undefined =>
  object.properties.findLast((one) => one.key === key);

/** Servers were checked to be an object. */
function objectOf({ value }: ShallowProperty): ShallowObject {
  if (!isShallowObject(value)) throw new Error('the text was not checked');
  return value;
}

const endOf = (node: ShallowNode): number => node.offset + node.length;

const insideOf = (object: ShallowNode): [from: number, to: number] => [object.offset + 1, endOf(object) - 1];

const blankOf = (text: string, object: ShallowObject): string =>
  object.properties.length > 0 ? '' : text.slice(...insideOf(object));

/** Whether nothing but this property stands in the object, not even a comment. */
function isOtherwiseBlank(text: string, object: ShallowObject, property: ShallowProperty): boolean {
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

function styleAt(text: string, root: ShallowObject, node: ShallowNode): Style {
  const [first] = root.properties;
  const unit = (first && ownLineIndent(text, first)) || '  ';
  return { indent: ownLineIndent(text, node), unit, lineEnd: lineEndOf(text) };
}

const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** The blank text before a node on its line, if nothing else stands before it there. */
function ownLineIndent(text: string, { offset }: ShallowNode): string | undefined {
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

/** Where a property goes: an object, and the one that it is the value of, unless it is the outermost. */
interface Place {
  readonly object: ShallowObject;
  readonly property?: ShallowProperty;
}

function insert(text: string, root: ShallowObject, place: Place, key: string, value: unknown): string {
  const last = place.object.properties.at(-1);
  return last
    ? insertAfter(text, root, place.object, last, key, value)
    : insertIntoEmpty(text, root, place, key, value);
}

/** After the last property, and after the comments that stand on its line, because they are about it. */
function insertAfter(
  text: string,
  root: ShallowObject,
  object: ShallowObject,
  last: ShallowProperty,
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

function insertIntoEmpty(
  text: string,
  root: ShallowObject,
  { object, property }: Place,
  key: string,
  value: unknown,
): string {
  const outer = styleAt(text, root, property ?? object);
  const onLines = /[\r\n]/.test(text);
  const own = property ? (outer.indent ?? '') : '';
  const style: Style = { ...outer, indent: onLines ? own + outer.unit : undefined };
  const [from, to] = insideOf(object);
  const lastComment = gapBetween(text, from, to).comments.at(-1);
  const lead = onLines ? `${style.lineEnd}${style.indent}` : '';
  if (lastComment) return put(text, lastComment.end, lead + pair(key, value, style));
  const whole = lead + pair(key, value, style) + (onLines ? `${style.lineEnd}${own}` : '');
  return text.slice(0, from) + whole + text.slice(to);
}

/** What stands between the last property and the one before it, to follow the habit of a one-line file. */
function betweenLastTwo(text: string, object: ShallowObject): string {
  const [before, last] = object.properties.slice(-2);
  return before && last ? text.slice(endOf(before), last.offset) : ', ';
}

const put = (text: string, at: number, addition: string): string =>
  text.slice(0, at) + addition + text.slice(at);

/** Takes a property out with the comma that it needed. Comments stay: they are somebody's. */
function cut(text: string, object: ShallowObject, property: ShallowProperty, blank: string): string {
  const all = object.properties;
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
