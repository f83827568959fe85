import { createHash } from 'node:crypto';
import { diffLines } from 'diff';
import { createScanner, type Node, parseTree } from 'jsonc-parser';
import type { DiffLine, SettingsDiff } from '../../shared/settings.ts';
import { takenOut } from './keys-in-bytes.ts';
import { announcesSecret, dots, hidesAllBelow, looksSecret } from './mask-secrets.ts';

/** Lines that stay the same shown around each change. */
const context = 3;

/** Milliseconds for comparing; files that differ everywhere are shown as one removed and one added. */
const deadlineMs = 2_000;

/**
 * What would change in a settings file, fit to be shown: values that may be secret are dots, on both sides, and never
 * leave this function. A secret that changes shows as a removed and an added line. What can't be parsed hides more.
 */
export function settingsDiff(path: string, before: Buffer, after: Buffer): SettingsDiff {
  const [was, becomes] = [masked(before), masked(after)];
  const changes = diffLines(was.marked, becomes.marked, { timeout: deadlineMs }) ?? [
    { value: was.marked, removed: true, added: false },
    { value: becomes.marked, removed: false, added: true },
  ];
  const all = changes.flatMap(({ value, added, removed }) =>
    linesOf(value).map((text): DiffLine => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
  const lines = shortened(all).map(({ kind, text }) => ({ kind, text: withoutMarks(text) }));
  const hidden = lines.reduce((sum, { text }) => sum + text.split(dots).length - 1, 0);
  return { path, fingerprint: fingerprintOf(before, after), lines, hidden };
}

/** Names a change: from just this content to just that one. */
export const fingerprintOf = (before: Buffer, after: Buffer): string =>
  createHash('sha256').update(String(before.length)).update('\n').update(before).update(after).digest('hex');

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split(/\r\n|\n|\r/);

/** Long runs of lines that stay the same become one line. */
function shortened(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, at) => {
    if (kind === 'same') return;
    for (let around = at - context; around <= at + context; around += 1) near.add(around);
  });
  return lines.flatMap((line, at): DiffLine[] => {
    if (near.has(at)) return [line];
    return near.has(at - 1) || at === 0 ? [{ kind: 'gap', text: '' }] : [];
  });
}

/**
 * The dots of a secret carry a mark of its content while lines are compared, so that a changed secret is seen as a
 * change; the mark is taken off before anything is shown.
 */
const markOf = (secret: string): string =>
  `${dots}\ue000${createHash('sha256').update(secret).digest('hex').slice(0, 16)}\ue000`;
const marks = /\ue000[0-9a-f]{16}\ue000/g;
const withoutMarks = (text: string): string => text.replaceAll(marks, '');

function masked(bytes: Buffer): { marked: string } {
  const text = bytes.toString('utf8').replaceAll('\ue000', '\ufffd');
  const root = rootOf(text);
  const stretches = root ? secretsBelow(root, text) : everyLongString(text);
  stretches.push(...secretComments(text));
  return {
    marked: replaced(
      text,
      stretches.flatMap((stretch) => besidesTakenOut(text, stretch)),
    ),
  };
}

/** Where a key was taken out of a copy, that is to be seen. */
function besidesTakenOut(text: string, { from, to }: Stretch): Stretch[] {
  const rest: Stretch[] = [];
  let at = from;
  for (let found = text.indexOf(takenOut, at); found >= 0 && found < to; found = text.indexOf(takenOut, at)) {
    rest.push({ from: at, to: found });
    at = found + takenOut.length;
  }
  return [...rest, { from: at, to }].filter((one) => one.to > one.from);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function rootOf(text: string): Node | undefined {
  try {
    const errors: never[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true });
    return errors.length === 0 ? root : undefined;
  } catch {
    // Nested too deeply for the parser.
    return undefined;
  }
}

function secretsBelow(root: Node, text: string): Stretch[] {
  return secretsIn(root, false).filter(({ from, to }) => to > from && text.slice(from, to) !== '');
}

/** `hide`: what stands above says that all below is secret. */
function secretsIn(node: Node, hide: boolean): Stretch[] {
  const children = node.children ?? [];
  switch (node.type) {
    case 'property':
      return secretsInProperty(children, hide);
    case 'array':
      return children.flatMap((one, at) => {
        const before: unknown = children[at - 1]?.value;
        return secretsIn(one, hide || (typeof before === 'string' && announcesSecret(before)));
      });
    case 'object':
      return children.flatMap((one) => secretsIn(one, hide));
    case 'string':
      return hide || looksSecret(String(node.value)) ? [inside(node)] : [];
    case 'number':
      return hide ? [{ from: node.offset, to: node.offset + node.length }] : [];
    default:
      return [];
  }
}

function secretsInProperty([key, value]: readonly Node[], hide: boolean): Stretch[] {
  return [
    // A name may be what was meant to be a value.
    ...(key && looksSecret(String(key.value)) ? [inside(key)] : []),
    ...(value ? secretsIn(value, hide || hidesAllBelow(String(key?.value))) : []),
  ];
}

/** A string without its quotation marks. */
const inside = ({ offset, length }: Node): Stretch => ({ from: offset + 1, to: offset + length - 1 });

/** In what can't be parsed nobody knows what is what: every longer string, and whatever stands outside of them long. */
function everyLongString(text: string): Stretch[] {
  return [...text.matchAll(/"(?:[^"\\\r\n]|\\.)*"?|[^\s{}[\],:"]{8,}/g)]
    .filter(([found]) => found.length > 8)
    .map(({ 0: found, index }) => ({
      from: index + 1,
      to: index + found.length - (found.endsWith('"') ? 1 : 0),
    }));
}

function secretComments(text: string): Stretch[] {
  const found: Stretch[] = [];
  const scanner = createScanner(text, false);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const from = scanner.getTokenOffset();
    const to = from + scanner.getTokenLength();
    const token = text.slice(from, to);
    if (!/^\/[/*]/.test(token)) continue;
    for (const { 0: word, index } of token.matchAll(/\S+/g)) {
      const bare = word.replace(/^["',]+|["',]+$/g, '');
      if (looksSecret(bare) || (bare.length >= 12 && /\d/.test(bare)))
        found.push({ from: from + index, to: from + index + word.length });
    }
  }
  return found;
}

function replaced(text: string, stretches: readonly Stretch[]): string {
  let marked = '';
  let at = 0;
  for (const { from, to } of [...stretches].sort((one, other) => one.from - other.from)) {
    if (from < at || to <= from) continue;
    marked += text.slice(at, from) + markOf(text.slice(from, to));
    at = to;
  }
  return marked + text.slice(at);
}
