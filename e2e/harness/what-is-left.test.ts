import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { leftInWords, watchWhatIsLeft } from './what-is-left.ts';

const started: ChildProcess[] = [];
const left = new Set<number>();
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const pid of left) process.kill(pid, 'SIGKILL');
  left.clear();
});

/** A program that prints the number of a child of its own and waits; the child may outlive it. */
async function program(script: string): Promise<{ child: ChildProcess; childId: number }> {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const [line] = await once(child.stdout ?? child, 'data');
  return { child, childId: Number(String(line)) };
}

it('a child that outlives the program is named, with its command', async () => {
  const { child, childId } = await program('sleep 301 >/dev/null 2>&1 & echo $!; wait');
  left.add(childId);
  const look = watchWhatIsLeft(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(look()).toEqual([{ pid: childId, command: 'sleep 301', as: 'tree' }]);
});

const parentOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);

it('a stranger that holds the output open is named, as such', async () => {
  const { child, childId } = await program('(setsid sleep 302 & echo $!) ; sleep 303 & wait');
  left.add(childId);
  // Until the shell between the two has ended, it is no stranger.
  await vi.waitFor(() => expect(parentOf(parentOf(childId))).not.toBe(child.pid));
  const look = watchWhatIsLeft(child.pid ?? 0);
  expect(look()).toContainEqual({ pid: childId, command: 'sleep 302', as: 'output' });
  expect(leftInWords(look())).toContain(`${childId} (holds its output) sleep 302`);
  for (const { pid } of look()) if (pid !== childId && pid !== child.pid) left.add(pid);
});

it('of a program that is over nothing is named', async () => {
  const { child } = await program('echo 1; sleep 0');
  const look = watchWhatIsLeft(child.pid ?? 0);
  await once(child, 'close');
  expect(leftInWords(look())).toBe('no process of it is left');
});
