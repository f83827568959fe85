/**
 * A companion that does one edit and may be killed at any call into the file system. It is told what to do as JSON in
 * its first argument, says `begin` right before the edit, and at the end what came of it.
 */
import { writeSync } from 'node:fs';
import { observeFileCalls } from './file-calls.ts';
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
  const stop = observeFileCalls({
    before: ({ name }) => {
      calls.push(name);
      if (order.killBefore === name) process.kill(process.pid, 'SIGKILL');
      killAt(2 * calls.length - 1);
    },
    after: () => killAt(2 * calls.length),
  });
  const outcome =
    order.edit === 'put' ? await config.put(order.name, order.entry) : await config.remove(order.name);
  stop();
  say(JSON.stringify({ outcome, calls }));
}

/** Nobody waits for it in a process of its own. */
export const finished = run();
