/**
 * Looking for keys in 50,000 files of 2 GB, beside ripgrep alone on the same tree with the same pattern, warm, in turns. Prints
 * medians with pass or miss; asserts nothing. ripgrep gets `-uu`, because we skip nothing that a repository ignores or hides,
 * and `--text`, because a key may stand between other bytes.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pattern } from '../core/scan/ripgrep.ts';
import { ripgrepPath } from '../core/scan/ripgrep-path.ts';
import { scan } from '../core/scan/scan.ts';
import { buildPrograms } from '../testing/build-programs.ts';

const files = 50_000;
const treeBytes = 2_000_000_000;
const planted = 25;
const rounds = 9;
const least = 0.95;
const mostMegabytes = 100;

const ripgrepProgram = ripgrepPath(import.meta.filename);

/** Words as they stand in notes and programs, so that the search stumbles as often as in real files. */
function someText(bytes: number): Buffer {
  const words =
    'the market_stall vendor booking application pending approve token const let return import from function export default string number under over Saturday square street price table list item value date name org key fm'.split(
      ' ',
    );
  let state = 1;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const parts: string[] = [];
  for (let length = 0; length < bytes; ) {
    const part = `${words[Math.floor(next() * words.length)]}${next() < 0.12 ? '\n' : ' '}`;
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join(''));
}

function makeTree(folder: string): void {
  const text = someText(4_000_000);
  const average = treeBytes / files;
  for (let index = 0; index < files; index += 1) {
    const below = join(folder, `project-${Math.floor(index / 2_500)}`, `part-${Math.floor(index / 50) % 50}`);
    if (index % 50 === 0) mkdirSync(below, { recursive: true });
    // From a twentieth to twice the average, less one byte in fifty.
    const size = Math.floor(average * (0.05 + (1.9 * ((index * 7_919) % files)) / files));
    const start = (index * 104_729) % (text.length - size);
    const content = text.subarray(start, start + size);
    const key = index % (files / planted) === 0 ? `\nfm_org_${randomBytes(16).toString('hex')}\n` : '';
    writeFileSync(
      join(below, `file-${index}.txt`),
      key ? Buffer.concat([content, Buffer.from(key)]) : content,
    );
  }
}

async function ours(folder: string): Promise<{ ms: number; found: number; bytes: number }> {
  const began = performance.now();
  let found = 0;
  const end = await scan({
    ripgrep: () => ripgrepProgram,
    paths: [folder],
    onFound: () => {
      found += 1;
    },
  });
  if (!end.ok) throw new Error(JSON.stringify(end.error));
  return { ms: performance.now() - began, found, bytes: end.value.bytes };
}

function ripgrep(folder: string): { ms: number; found: number } {
  const began = performance.now();
  const { stdout } = spawnSync(
    ripgrepProgram,
    ['--no-config', '-uu', '--text', '--encoding=none', '--count', `--regexp=${pattern}`, folder],
    { encoding: 'utf8' },
  );
  return { ms: performance.now() - began, found: stdout.trim().split('\n').filter(Boolean).length };
}

/** The most memory of the command line and of what it starts, in megabytes, and how long all of it took. */
async function asCommand(cli: string, folder: string): Promise<{ ms: number; megabytes: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, 'scan', folder], { stdio: 'ignore', cwd: folder });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const most = new Map<number, number>();
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    for (const pid of [child.pid ?? 0, ...childrenOf(child.pid ?? 0)])
      most.set(pid, Math.max(most.get(pid) ?? 0, residentMegabytes(pid)));
    await Promise.race([ended, delay(10)]);
  }
  const megabytes = [...most.values()].reduce((sum, each) => sum + each, 0);
  return { ms: performance.now() - began, megabytes };
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The highest resident size so far, as Linux counts it; 0 once the process is gone. */
function residentMegabytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_000;
  } catch {
    return 0;
  }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;

function needRoom(): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < 2 * treeBytes) throw new Error(`${tmpdir()} has no room for ${2 * treeBytes} bytes`);
}

function row(what: string, value: string, limit: string, passes: boolean): boolean {
  console.log(`| ${what} | ${value} | ${limit} | ${passes ? 'pass' : 'MISS'} |`);
  return passes;
}

async function main(): Promise<boolean> {
  needRoom();
  await buildPrograms();
  const place = mkdtempSync(join(tmpdir(), 'bench-scan-'));
  try {
    const folder = join(place, 'tree');
    makeTree(folder);
    // Or the system would write it to the disk meanwhile.
    if (process.platform !== 'win32') execFileSync('sync');
    const [us, them]: [number[], number[]] = [[], []];
    let bytes = 0;
    // The first round of each warms the cache.
    for (let round = 0; round <= rounds; round += 1) {
      const [mine, rg] = [await ours(folder), ripgrep(folder)];
      if (mine.found !== planted || rg.found !== planted)
        throw new Error(`${planted} keys were planted, found: ${mine.found} and ${rg.found}`);
      bytes = mine.bytes;
      if (round === 0) continue;
      us.push(mine.ms);
      them.push(rg.ms);
    }
    const command = await asCommand(resolve('out/programs/cli.cjs'), folder);
    const [mine, rg] = [median(us), median(them)];
    const speed = (ms: number): string => `${(bytes / 1e6 / ms).toFixed(2)} GB/s`;
    console.log(
      `${files.toLocaleString('en-US')} files, ${(bytes / 1e9).toFixed(2)} GB, warm, medians of ${rounds}, Node ${process.version}`,
    );
    console.log(`ours ${mine.toFixed(0)} ms (${speed(mine)}), ripgrep ${rg.toFixed(0)} ms (${speed(rg)})`);
    console.log(`as a command, from start to end: ${command.ms.toFixed(0)} ms\n`);
    console.log('| measure | reached | limit | |\n|---|---:|---:|---|');
    const fast = row(
      'throughput, of ripgrep’s',
      (rg / mine).toFixed(2),
      `at least ${least}`,
      rg / mine >= least,
    );
    const small = row(
      'most memory of all its processes, MB',
      command.megabytes.toFixed(0),
      `under ${mostMegabytes}`,
      command.megabytes < mostMegabytes,
    );
    return fast && small;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
