/**
 * How long one edit of a large settings file takes, beside the plain way that keeps nothing safe: read, `JSON.parse`,
 * `JSON.stringify`, write. Both alternate in the same run, on the same disk. Prints medians; asserts nothing.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { findSettings } from '../core/clients/find-settings.ts';
import { clientTable } from '../core/clients/table.ts';
import { createSettingsFile } from '../core/settings-editor/settings-file.ts';

const servers = 500;
const rounds = 40;
const entry = { command: '/usr/bin/node', args: ['/opt/bridge.cjs', 'bench-0001'] };

/** About one megabyte: 500 servers, two kilobytes each. */
function largeSettings(): string {
  const one = (index: number) => ({
    command: '/usr/bin/node',
    args: ['/opt/server.js', '--name', `server ${index}`],
    env: { WORDS: `${index} `.repeat(480) },
  });
  const mcpServers = Object.fromEntries(Array.from({ length: servers }, (_, i) => [`server-${i}`, one(i)]));
  return JSON.stringify({ mcpServers, preferences: { theme: 'dark' } }, null, 2);
}

const median = (times: readonly number[]): number =>
  [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

async function timed(work: () => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function plainEdit(path: string, name: string): void {
  const settings = JSON.parse(readFileSync(path, 'utf8'));
  settings.mcpServers[name] = entry;
  writeFileSync(path, JSON.stringify(settings, null, 2));
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'bench-settings-'));
  try {
    const folder = join(home, '.config/Claude');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'claude_desktop_config.json');
    const text = largeSettings();
    const [ours, plain, finding]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      writeFileSync(path, text);
      const config = createSettingsFile({ path, backupFolder: join(home, 'backups') });
      ours.push(
        await timed(async () => {
          const put = await config.put('convene-bench', entry);
          if (!put.ok) throw new Error(JSON.stringify(put.error));
        }),
      );
      writeFileSync(path, text);
      plain.push(await timed(() => plainEdit(path, 'convene-bench')));
      finding.push(
        await timed(
          async () =>
            void (await findSettings(clientTable['claude-desktop'], {
              env: {},
              platform: process.platform,
              home,
            })),
        ),
      );
    }
    const [edit, without, find] = [median(ours), median(plain), median(finding)];
    const line = (what: string, value: string): void =>
      console.log(`${what.padEnd(46)}${value.padStart(10)}`);
    console.log(
      `${(text.length / 1e6).toFixed(2)} MB, ${servers} servers, median of ${rounds}, Node ${process.version}`,
    );
    line('plain read, parse, stringify, write', `${without.toFixed(1)} ms`);
    line('our edit, with copy, fsync and read back', `${edit.toFixed(1)} ms`);
    line('ratio (aim: at most 5)', (edit / without).toFixed(2));
    line('finding the settings (aim: under 20 ms)', `${find.toFixed(2)} ms`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

await main();
