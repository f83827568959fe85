import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildProgram, startChild } from '../../testing/faults/children.ts';
import { hashOf, type TogetherEvent, type Who, type Write } from '../../testing/faults/together.ts';
import { isLongRun, longTestMs } from '../../testing/long-runs.ts';
import { createSettingsFile } from './settings-file.ts';

const writers: readonly Who[] = ['companion-a', 'companion-b', 'claude', 'editor'];
const isCompanion = (who: Who): boolean => who.startsWith('companion');
/** Each has written more often than this before they end. */
const writesOfEach = isLongRun ? 1_000 : 60;
/** As many as the bound on losses needs, which is a share of them. */
const editsOfEachCompanion = isLongRun ? 2_000 : 200;

/** The last two: what the program had written in part stayed so for longer than an edit waits. */
const refusals = ['config-changed-meanwhile', 'busy', 'config-not-json', 'config-empty'];

const first = `${JSON.stringify({ claude: 0, editor: 0, mcpServers: {} }, null, 2)}\n`;

let root = '';
let path = '';
let events: readonly TogetherEvent[] = [];
beforeAll(async () => {
  // On a disk, where each edit waits until it is written, also when the other tests are in memory.
  root = mkdtempSync(join(process.env.CONVENE_TEST_DISK ?? tmpdir(), 'edit-together-'));
  path = join(root, 'claude/settings.json');
  mkdirSync(join(root, 'claude'));
  writeFileSync(path, first);
  const program = await buildProgram('together-program.ts', root);
  const end = join(root, 'end');
  const children = writers.map((who) => ({
    who,
    ...startChild(program, { who, path, backupFolder: join(root, 'backups'), end }),
  }));
  const isEnough = ({ who, lines }: (typeof children)[number]): boolean =>
    lines.filter((line) => line.includes('"kind":"write"')).length >
    (isCompanion(who) ? editsOfEachCompanion : writesOfEach);
  await vi.waitUntil(() => children.every(isEnough), { timeout: longTestMs, interval: 50 });
  writeFileSync(end, '');
  for (const { ended } of children) expect(await ended).toEqual({ signal: null, errors: '' });
  events = children.flatMap(({ lines }) => lines.map((line) => JSON.parse(line) as TogetherEvent));
}, longTestMs);
afterAll(() => rmSync(root, { recursive: true }));

const writes = (): Write[] => events.filter((event) => event.kind === 'write');

interface Loss {
  readonly by: Who;
  readonly of: Who;
}

/**
 * Each write grew out of the content that its writer had read, so all of them make a tree. What doesn't lead to the
 * content that is there at the end was lost, by the write that grew out of the same content and does lead there.
 */
function losses(): Loss[] {
  const byResult = new Map(writes().map((write) => [write.to, write]));
  /** For each content that led to the last one, what was made of it. */
  const wonAfter = new Map<string, Write>();
  let content = hashOf(readFileSync(path));
  for (let write = byResult.get(content); write; write = byResult.get(content)) {
    wonAfter.set(write.from, write);
    content = write.from;
  }
  expect(content, 'the content that was there first').toBe(hashOf(Buffer.from(first)));
  const winnerOver = (write: Write): Write | undefined => {
    let loser: Write | undefined = write;
    while (loser && !wonAfter.has(loser.from)) loser = byResult.get(loser.from);
    return loser && wonAfter.get(loser.from);
  };
  return writes().flatMap((write) => {
    const winner = winnerOver(write);
    return !winner || winner === write ? [] : [{ by: winner.who, of: write.who }];
  });
}

describe('two companions, a program that writes in place, and an editor that change one file at once', () => {
  it('each work on what is whole: a half-written file is never taken for the settings', () => {
    const known = new Set([hashOf(Buffer.from(first)), ...writes().map(({ to }) => to)]);
    expect(writes().filter(({ from }) => !known.has(from))).toEqual([]);
    for (const who of writers)
      expect(writes().filter((write) => write.who === who).length).toBeGreaterThan(50);
  });

  it('leave the parts of the others as they are', () => {
    expect(writes().filter(({ keepsOthers }) => !keepsOthers)).toEqual([]);
  });

  it('are told when an edit wasn’t done', () => {
    const codes = new Set(events.flatMap((event) => (event.kind === 'refusal' ? [event.code] : [])));
    for (const code of codes) expect(refusals).toContain(code);
    for (const who of writers.filter(isCompanion)) {
      const of = (kind: TogetherEvent['kind']): number =>
        events.filter((event) => event.kind === kind && event.who === who).length;
      expect(of('write')).toBeGreaterThanOrEqual(of('confirmation'));
    }
  });

  it('lose nothing to a companion but what is written in the microseconds between its look and its renaming', () => {
    const all = losses();
    const count = (by: (who: Who) => boolean, of: (who: Who) => boolean): number =>
      all.filter((loss) => by(loss.by) && of(loss.of)).length;
    const others = (who: Who): boolean => !isCompanion(who);
    const edits = writes().filter(({ who }) => isCompanion(who)).length;
    expect(count(isCompanion, isCompanion)).toBe(0);
    const byUs = count(isCompanion, others);
    expect(byUs).toBeLessThanOrEqual(edits / 100);
    const refused = events.filter(({ kind }) => kind === 'refusal').length;
    process.stdout.write(
      `${edits} edits by companions among ${writes().length - edits} by others: ${byUs} of the others’ overwritten by a companion, ` +
        `${count(others, isCompanion)} of the companions’ and ${count(others, others)} of their own by the others, ${refused} refused\n`,
    );
  });

  it('leave a file that is in order, and nothing beside it', async () => {
    const config = createSettingsFile({ path, backupFolder: join(root, 'backups') });
    expect(await config.put('last', {})).toMatchObject({ ok: true });
    expect(readdirSync(join(root, 'claude'))).toEqual(['settings.json']);
  });
});
