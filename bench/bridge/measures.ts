import { setTimeout as pause } from 'node:timers/promises';
import { type BenchClient, type Command, introduce, startStdio } from './clients.ts';

export const quantile = (times: readonly number[], share: number): number => {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
};
export const median = (times: readonly number[]): number => quantile(times, 0.5);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** From spawn until the tools are there. */
export async function startOnce(command: Command): Promise<number> {
  const began = performance.now();
  const client = startStdio(command);
  await introduce(client);
  const took = performance.now() - began;
  await client.close();
  return took;
}

/** One after the other; the first ones are left out, as they find everything cold. */
export async function callTimes(client: BenchClient, calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let call = -100; call < calls; call += 1) {
    const took = await timed(() => client.ask('tools/call', { name: 'small', arguments: {} }));
    if (call >= 0) times.push(took);
  }
  return times;
}

export async function batchTimes(client: BenchClient, batches: number): Promise<number[]> {
  const times: number[] = [];
  for (let batch = -3; batch < batches; batch += 1) {
    const took = await timed(() =>
      Promise.all(
        Array.from({ length: 50 }, () => client.ask('tools/call', { name: 'small', arguments: {} })),
      ),
    );
    if (batch >= 0) times.push(took);
  }
  return times;
}

/** Milliseconds after which what was needed for the start alone is gone. */
const settleMs = 1_000;

export async function memory(command: Command): Promise<{ atStart: number; after: number }> {
  const client = startStdio(command);
  await introduce(client);
  await pause(settleMs);
  const atStart = client.memory() / 1024;
  for (let call = 0; call < 1_000; call += 1)
    await client.ask('tools/call', { name: 'small', arguments: {} });
  await pause(settleMs);
  const after = client.memory() / 1024;
  await client.close();
  return { atStart, after };
}
