import { createHash } from 'node:crypto';
import { diffLines } from 'diff';
import type { DiffLine, SettingsDiff } from '../../shared/settings.ts';
import { decoded, withoutZeroTail } from './encoding.ts';
import { takenOut } from './keys-in-bytes.ts';
import { dots } from './mask-secrets.ts';
import { type Stretch, secretStretches } from './secret-stretches.ts';

/** Lines that stay the same shown around each change. */
const context = 3;

/** Milliseconds for comparing; files that differ everywhere are shown as one removed and one added. */
const deadlineMs = 2_000;

/**
 * What would change in a settings file, fit to be shown: what isn't known to be harmless is dots, on both sides, and never
 * leaves this function. A secret that changes shows as a removed and an added line. What can't be parsed hides more.
 */
export function settingsDiff(path: string, before: Buffer, after: Buffer): SettingsDiff {
  const [was, becomes] = [masked(before), masked(after)];
  const changes = diffLines(was, becomes, { timeout: deadlineMs }) ?? [
    { value: was, removed: true, added: false },
    { value: becomes, removed: false, added: true },
  ];
  const all = changes.flatMap(({ value, added, removed }) =>
    linesOf(value).map((text): DiffLine => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
  const lines = cutToSize(shortened(all).map(({ kind, text }) => ({ kind, text: withoutMarks(text) })));
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

/** UTF-16 units of a line that are shown; some programs write all on one. */
const longestLine = 1_000;
/** Those that are shown before what differs in a longer one. */
const lead = 200;

/** Long lines cut to where they differ from the one that takes their place. */
const cutToSize = (lines: readonly DiffLine[]): DiffLine[] =>
  lines.map(({ kind, text }, at): DiffLine => {
    if (text.length <= longestLine) return { kind, text };
    const other = lines[kind === 'removed' ? at + 1 : at - 1];
    const differs = kind === 'same' || other === undefined ? 0 : firstDifference(text, other.text);
    const from = Math.max(0, differs - lead);
    const to = Math.min(text.length, from + longestLine);
    return { kind, text: `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}` };
  });

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at === one.length ? 0 : at;
}

/**
 * The dots of a secret carry a mark of its content while lines are compared, so that a changed secret is seen as a
 * change; the mark is taken off before anything is shown.
 */
const markOf = (secret: string): string =>
  `${dots}\ue000${createHash('sha256').update(secret).digest('hex').slice(0, 16)}\ue000`;
const marks = /\ue000[0-9a-f]{16}\ue000/g;
const withoutMarks = (text: string): string => text.replaceAll(marks, '');

function masked(bytes: Buffer): string {
  const text = shownText(bytes).replaceAll('\ue000', '\ufffd');
  return replaced(
    text,
    secretStretches(text).flatMap((stretch) => besidesTakenOut(text, stretch)),
  );
}

/** As it reads in its encoding; zero bytes at its end are one sign. */
function shownText(bytes: Buffer): string {
  const written = decoded(bytes);
  if (!written.ok) return written.certain ?? written.readable;
  const before = withoutZeroTail(written.text);
  return before === undefined ? written.text : `${before}\u2400`;
}

/** Where a key was taken out of a copy, that is to be seen. */
function besidesTakenOut(text: string, { from, to }: Stretch): Stretch[] {
  const rest: Stretch[] = [];
  let at = from;
  for (const { index } of text.slice(from, to).matchAll(takenOuts)) {
    rest.push({ from: at, to: from + index });
    at = from + index + takenOut.length;
  }
  return [...rest, { from: at, to }].filter((one) => one.to > one.from);
}
const takenOuts = new RegExp(takenOut, 'g');

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
