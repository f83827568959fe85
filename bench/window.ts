/**
 * What a person feels of the window, on the Electron that is here: its start, its memory, a rotation, ten thousand keys, a log
 * of a million events. Prints tables; asserts nothing. Parts of it: `npm run bench:window -- start rotation market`.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { hostName } from '../e2e/electron/host.ts';
import { buildHarness } from '../e2e/harness/build.ts';
import { buildApp } from '../scripts/build-app.ts';
import { coldStart } from './window/cold-start.ts';
import { line } from './window/figures.ts';
import { largeMarket } from './window/large-market.ts';
import { rotations } from './window/rotations.ts';

const parts: Readonly<Record<string, () => Promise<void>>> = {
  start: coldStart,
  rotation: rotations,
  market: largeMarket,
};

const load = (): string => `${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`;

if (!(await buildApp())) throw new Error('the app couldn’t be built');
await buildHarness();
line(`${hostName()}, Node ${process.version}, ${cpus()[0]?.model ?? 'an unknown CPU'}`);
const asked = process.argv.slice(2);
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  line(`\n${name}, other work before it: ${load()}`);
  await measure();
}
