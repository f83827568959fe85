import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { metadataPath } from '../../shared/convene/names.ts';
import { createStateFile } from '../files/state-file.ts';
import type { DemoMarket } from '../ports.ts';
import { createDemoMarket, demoMarketFileSchema } from './demo-market.ts';

const program = { command: process.execPath, args: [resolve('out/programs/demo-server.cjs')], env: {} };

let folder = '';
const markets: DemoMarket[] = [];
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-market-'));
});
afterEach(async () => {
  for (const market of markets.splice(0)) await market.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function open(using = program): DemoMarket {
  const market = createDemoMarket({
    program: using,
    dataFolder: join(folder, 'practice-market'),
    file: createStateFile({
      path: join(folder, 'practice.json'),
      schema: demoMarketFileSchema,
      initial: () => ({ port: 0 }),
    }),
    signIn: { email: 'ana@quince.example', password: 'quince-demo' },
  });
  markets.push(market);
  return market;
}

async function started(market: DemoMarket): Promise<string> {
  const answer = await market.start();
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value.address;
}

const answers = async (address: string): Promise<boolean> =>
  fetch(new URL(metadataPath, address)).then(
    ({ ok }) => ok,
    () => false,
  );

describe('the demo market', () => {
  it('is one, however often it is started', async () => {
    const market = open();
    const addresses = await Promise.all([started(market), started(market), started(market)]);
    expect(new Set(addresses).size).toBe(1);
    expect(await answers(await started(market))).toBe(true);
  });

  it('is one, also when two companions start it at the same moment', async () => {
    const [one, other] = await Promise.all([started(open()), started(open())]);
    expect(one).toBe(other);
  });

  it('takes another place when somebody else has taken its own', async () => {
    const taken = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bound = taken.address();
    const port = typeof bound === 'object' && bound ? bound.port : 0;
    writeFileSync(join(folder, 'practice.json'), JSON.stringify({ port }));
    const market = open();
    const address = await started(market);
    expect(address).not.toContain(`:${port}`);
    expect(await answers(address)).toBe(true);
    expect(await started(market)).toBe(address);
    expect(JSON.parse(readFileSync(join(folder, 'practice.json'), 'utf8'))).toEqual({
      version: 1,
      port: Number(new URL(address).port),
    });
    taken.close();
  });

  it('is started anew, in its place, when the companion whose market it was has ended', async () => {
    const [first, second] = [open(), open()];
    const address = await started(first);
    expect(await started(second)).toBe(address);
    await first.stop();
    expect(await started(second)).toBe(address);
    expect(await answers(address)).toBe(true);
  });

  it('that can’t be started says so, and can be tried again', async () => {
    const market = open({ ...program, command: join(folder, 'gone') });
    expect(await market.start()).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(await market.start()).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('that is stopped while it starts does not run afterwards', async () => {
    const before = open();
    const address = await started(before);
    await before.stop();
    const market = open();
    const [outcome] = await Promise.all([market.start(), market.stop()]);
    expect(outcome.ok).toBe(false);
    expect(await answers(address)).toBe(false);
  });

  it('ends with its companion, also when that is killed', async () => {
    const companion = join(folder, 'companion.cjs');
    await build({
      stdin: {
        contents: `import { createDemoMarket, demoMarketFileSchema } from './demo-market.ts';
          import { createStateFile } from '../files/state-file.ts';
          const [, , folder, program] = process.argv;
          const file = createStateFile({ path: folder + '/practice.json', schema: demoMarketFileSchema, initial: () => ({ port: 0 }) });
          createDemoMarket({
            program: { command: process.execPath, args: [program], env: {} },
            dataFolder: folder + '/practice-market', file, signIn: { email: '', password: '' },
          }).start().then((answer) => process.stdout.write(answer.value.address));`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      outfile: companion,
      bundle: true,
      platform: 'node',
    });
    const child = spawn(process.execPath, [companion, folder, program.args[0] ?? ''], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [said] = await once(child.stdout ?? child, 'data');
    const address = String(said);
    expect(await answers(address)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(async () => expect(await answers(address)).toBe(false), { timeout: 10_000 });
  });
});
