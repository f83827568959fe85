/**
 * A companion that does one edit and may be killed at any call into the file system. It is told what to do as JSON in
 * its first argument, says `begin` right before the edit, and at the end what came of it.
 */
import { writeSync } from 'node:fs';
import { type FileCall, observeFileCalls } from './file-calls.ts';
import { type EditOrder, openSettings } from './settings.ts';

const order = JSON.parse(process.argv[2] ?? '') as EditOrder;
if (order.userId !== undefined) process.setuid?.(order.userId);

const calls: string[] = [];
const killAt = (boundary: number): void => {
  if (order.killAt === boundary) process.kill(process.pid, 'SIGKILL');
};

const say = (what: string): void => void writeSync(1, `${what}\n`);

async function run(): Promise<void> {
  const config = openSettings(order);
  say('begin');
  /** Some are made at once. */
  const numbers = new Map<FileCall, number>();
  const stop = observeFileCalls({
    before: (call) => {
      calls.push(call.name);
      numbers.set(call, calls.length);
      if (order.killBefore === call.name) process.kill(process.pid, 'SIGKILL');
      killAt(2 * calls.length - 1);
    },
    after: (call) => killAt(2 * (numbers.get(call) ?? 0)),
  });
  const outcome =
    order.edit === 'put' ? await config.put(order.name, order.entry) : await config.remove(order.name);
  stop();
  say(JSON.stringify({ outcome, calls }));
}

/** Nobody waits for it in a process of its own. */
export const finished = run();
