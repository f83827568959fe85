import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openFlow } from './flow.ts';

it('what comes in waits while Claude doesn’t read, and goes on when it does', async () => {
  const output = new PassThrough();
  const flow = openFlow(output);
  const streams = [new PassThrough(), new PassThrough()];
  for (const stream of streams) stream.resume();
  for (const stream of streams) flow.slow(stream);
  expect(streams.map((stream) => stream.isPaused())).toEqual([false, false]);
  output.write('x'.repeat(5_000_000));
  for (const stream of streams) flow.slow(stream);
  expect(streams.map((stream) => stream.isPaused())).toEqual([true, true]);
  const drained = new Promise((resolve) => output.once('drain', resolve));
  output.resume();
  await drained;
  expect(streams.map((stream) => stream.isPaused())).toEqual([false, false]);
});
