/** A writer among others, told as JSON in its first argument which one; tells of each write. */
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { observeFileCalls } from './file-calls.ts';
import { openSettings } from './settings.ts';
import { hashOf, partOfOthers, type SharedSettings, type TogetherOrder, tell } from './together.ts';

const order = JSON.parse(process.argv[2] ?? '') as TogetherOrder;
const { who, path } = order;
const isOver = (): boolean => existsSync(order.end);
const between = (least: number, most: number): number => least + Math.random() * (most - least);

/** Puts and removes entries of its own; each is put once only, so that no content comes twice. */
async function beCompanion(): Promise<void> {
  const config = openSettings(order);
  let from = Buffer.alloc(0);
  let to = Buffer.alloc(0);
  observeFileCalls({
    before(call) {
      // The copy that precedes the edit is what the edit was made from.
      if (call.name === 'link' && !call.path.includes('.lock.')) from = readFileSync(call.path);
      if (call.name === 'handle.close' && isTemporary(call.path)) to = readFileSync(call.path);
    },
    after({ name, path: renamed }) {
      if (name !== 'rename' || !isTemporary(renamed)) return;
      const keepsOthers = partOfOthers(from, who) === partOfOthers(to, who);
      tell({ kind: 'write', who, from: hashOf(from), to: hashOf(to), keepsOthers });
    },
  });
  for (let round = 1; !isOver(); round += 1) {
    const entry = { command: '/opt/convene/bridge', args: [`${round}`] };
    const put = await config.put(`${who}-${round}`, entry);
    answer(put, put.ok && put.value.backup !== undefined);
    await pause(between(0, 20));
    // An older one may be gone already: written away by a program that had read the settings before it was put.
    const removed = round > 3 ? await config.remove(`${who}-${round - 3}`) : undefined;
    if (removed) answer(removed, removed.ok && removed.value.removed);
    await pause(between(0, 20));
  }
}

/** Beside the settings, not beside the companion's notes. */
const isTemporary = (file: string): boolean => file.startsWith(path.replace(/[^/]+$/, '.settings.json.'));

function answer(outcome: { ok: true } | { ok: false; error: { code: string } }, changed: boolean): void {
  if (!outcome.ok) tell({ kind: 'refusal', who, code: outcome.error.code });
  else if (changed) tell({ kind: 'confirmation', who });
}

/** Counts in the settings, and has an entry that it changes too; the other parts stay as they were read. */
async function beProgram(write: (bytes: Buffer) => void, pauseMs: () => number): Promise<void> {
  while (!isOver()) {
    await pause(pauseMs());
    const from = readFileSync(path);
    const read = understood(from);
    if (!read) continue;
    const count = read[who === 'claude' ? 'claude' : 'editor'] + 1;
    const mcpServers = { ...read.mcpServers, [`${who}-entry`]: { command: 'node', at: count } };
    const to = Buffer.from(`${JSON.stringify({ ...read, [who]: count, mcpServers }, null, 2)}\n`);
    write(to);
    const keepsOthers = partOfOthers(from, who) === partOfOthers(to, who);
    tell({ kind: 'write', who, from: hashOf(from), to: hashOf(to), keepsOthers });
  }
}

/** Undefined while somebody has written a part only. */
function understood(bytes: Buffer): SharedSettings | undefined {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** In two parts, as a write that is interrupted in its middle. */
function writeInPlace(bytes: Buffer): void {
  const file = openSync(path, 'w');
  const half = Math.floor(bytes.length / 2);
  writeSync(file, bytes.subarray(0, half));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, between(0, 4));
  writeSync(file, bytes.subarray(half));
  closeSync(file);
}

function replace(bytes: Buffer): void {
  writeFileSync(`${path}.editor`, bytes);
  renameSync(`${path}.editor`, path);
}

if (who === 'claude') void beProgram(writeInPlace, () => between(25, 100));
else if (who === 'editor') void beProgram(replace, () => between(25, 100));
else void beCompanion();
