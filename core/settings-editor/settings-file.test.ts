import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observeFileCalls } from '../../testing/faults/file-calls.ts';
import { createSettingsFile, type SettingsFile } from './settings-file.ts';
import { strictJson } from './settings-format.ts';

const name = 'convene-quince-street';
const entry = { command: '/opt/companion', args: ['bridge.cjs', 'connection-1'] };
const before =
  '{\n    "mcpServers": {\n        "weather": { "command": "/usr/bin/false" }\n    },\n    "scale": 1.0\n}\n';

let folder = '';
let path = '';
let config: SettingsFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-config-'));
  path = join(folder, 'claude_desktop_config.json');
  writeFileSync(path, before);
  config = createSettingsFile({ path, backupFolder: join(folder, 'backups') });
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (): string => readFileSync(path, 'utf8');
const backups = (): string[] => {
  const place = join(folder, 'backups');
  return existsSync(place) ? readdirSync(place).filter((file) => file.startsWith('claude_desktop')) : [];
};

describe('our entry', () => {
  it('is put beside the others, and taken out without a trace', async () => {
    expect(await config.put(name, entry)).toMatchObject({ ok: true });
    expect(await config.entry(name)).toEqual({ ok: true, value: entry });
    expect(await config.remove(name)).toEqual({ ok: true, value: { removed: true } });
    expect(text()).toBe(before);
  });

  it.each(['{}', '{ }', '{\n}', '{"mcpServers":{}}', '{\n  "mcpServers": {\n  }\n}\n', '{\n\t"a": 1\n}'])(
    'leaves no trace in %j either, also when the program was started anew in between',
    async (first) => {
      writeFileSync(path, first);
      await config.put(name, entry);
      await createSettingsFile({ path, backupFolder: join(folder, 'backups') }).remove(name);
      expect(text()).toBe(first);
    },
  );

  it('that is there already is not written again', async () => {
    await config.put(name, entry);
    expect(await config.put(name, entry)).toEqual({ ok: true, value: {} });
  });

  it('that is not there is not removed', async () => {
    expect(await config.remove(name)).toEqual({ ok: true, value: { removed: false } });
    expect(text()).toBe(before);
  });

  it('is put through a link into the file where it lies', async () => {
    const link = join(folder, 'link.json');
    symlinkSync(path, link);
    await createSettingsFile({ path: link, backupFolder: join(folder, 'backups') }).put(name, entry);
    expect(text()).toContain(name);
  });
});

describe('what was there before', () => {
  it('is kept as a private copy', async () => {
    const put = await config.put(name, entry);
    const copy = put.ok ? (put.value.backup ?? '') : '';
    expect(readFileSync(copy, 'utf8')).toBe(before);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'backups')).mode & 0o777).toBe(0o700);
  });

  it('is kept twice when it changed twice in one moment', async () => {
    const one = new Date(0);
    const quick = createSettingsFile({ path, backupFolder: join(folder, 'backups'), now: () => one });
    await quick.put(name, entry);
    await quick.remove(name);
    expect(backups()).toHaveLength(2);
  });

  it('is kept at most 20 times', async () => {
    let second = 0;
    const now = (): Date => {
      second += 1;
      return new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    };
    const counted = createSettingsFile({ path, backupFolder: join(folder, 'backups'), now });
    for (let round = 0; round < 12; round += 1) {
      await counted.put(name, entry);
      await counted.remove(name);
    }
    expect(backups()).toHaveLength(20);
  });
});

describe('a file that is refused', () => {
  it.each([
    ['a comment', '{\n  // mine\n  "a": 1\n}', 'config-not-json'],
    ['a byte order mark', '\ufeff{}', 'config-byte-order-mark'],
    ['nothing in it', '', 'config-empty'],
    ['bad JSON', '{"a": }', 'config-not-json'],
    ['65 MB', `{"a":"${'x'.repeat(65 * 1024 * 1024)}"}`, 'config-too-large'],
    ['servers that are a list', '{"mcpServers": []}', 'config-servers-not-an-object'],
  ])('with %s is not changed by one byte, and not copied', async (_what, bad, code) => {
    writeFileSync(path, bad);
    for (const outcome of [
      await config.put(name, entry),
      await config.remove(name),
      await config.entry(name),
    ]) {
      expect(outcome).toMatchObject({ ok: false, error: { code, path } });
    }
    expect(text()).toBe(bad);
    expect(backups()).toEqual([]);
  });

  it('because it is missing is not made', async () => {
    rmSync(path);
    expect(await config.put(name, entry)).toMatchObject({
      ok: false,
      error: { code: 'config-missing', path },
    });
    expect(readdirSync(folder)).not.toContain('claude_desktop_config.json');
  });

  it('because it is a folder', async () => {
    rmSync(path);
    mkdirSync(path);
    expect(await config.put(name, entry)).toMatchObject({ ok: false, error: { code: 'config-not-a-file' } });
  });
});

describe('a file that this person may not use', () => {
  /** Runs one edit as somebody without any rights, because root may read and write everything. */
  async function asNobody(): Promise<string> {
    const program = join(folder, 'edit.cjs');
    await build({
      stdin: {
        contents: `import { createSettingsFile } from './settings-file.ts';
          const [, , path, backupFolder] = process.argv;
          createSettingsFile({ path, backupFolder }).put('x', {}).then((outcome) => process.stdout.write(outcome.ok ? 'ok' : outcome.error.code));`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      outfile: program,
      bundle: true,
      platform: 'node',
      // The other build of jsonc-parser can't be bundled.
      mainFields: ['module', 'main'],
    });
    const own = join(folder, 'own');
    mkdirSync(own, { recursive: true });
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (user.uid) {
      chownSync(own, user.uid, user.gid);
      chmodSync(folder, 0o755);
    }
    const { stdout, stderr } = spawnSync(process.execPath, [program, path, own], {
      encoding: 'utf8',
      ...user,
    });
    return stdout || stderr;
  }

  it('because it is unreadable is said to be so', async () => {
    chmodSync(path, 0o000);
    expect(await asNobody()).toBe('config-unreadable');
    chmodSync(path, 0o600);
  });

  it('because its folder is not theirs to write is said to be so', async () => {
    chmodSync(path, 0o644);
    chmodSync(folder, 0o555);
    mkdirSync(join(folder, 'own'), { recursive: true });
    expect(await asNobody()).toBe('config-not-writable');
    expect(text()).toBe(before);
    chmodSync(folder, 0o755);
  });
});

describe('a large file', () => {
  it('of 12 MB, as histories make one, is edited, and is as it was afterwards', async () => {
    const history = Array.from({ length: 40_000 }, (_, at) => ({
      at,
      said: 'What’s pending today? '.repeat(10),
    }));
    const large = JSON.stringify({ history, mcpServers: {} });
    writeFileSync(path, large);
    expect(await config.put(name, entry)).toMatchObject({ ok: true });
    expect(await config.entry(name)).toEqual({ ok: true, value: entry });
    expect(await config.remove(name)).toMatchObject({ ok: true });
    expect(text() === large).toBe(true);
  });

  it('beyond 64 MB isn’t opened', async () => {
    truncateSync(path, 3 * 1024 ** 3);
    const opened: string[] = [];
    const stop = observeFileCalls({
      before: (call) => void (call.name === 'open' && opened.push(call.path)),
    });
    const outcome = await config.bytes();
    stop();
    expect(outcome).toMatchObject({ ok: false, error: { code: 'config-too-large', path } });
    expect(opened).not.toContain(path);
  });

  it('isn’t made one by our own entry', async () => {
    const most = 64 * 1024 * 1024;
    const full = `{"a":"${'x'.repeat(most - 8)}"}`;
    writeFileSync(path, full);
    expect(await config.put(name, entry)).toMatchObject({
      ok: false,
      error: { code: 'config-too-large', path },
    });
    expect(text() === full).toBe(true);
  });
});

describe('an empty file of a program that takes one', () => {
  it('isn’t taken for its settings while it may be about to be written', async () => {
    const accepts = { ...strictJson, empty: true };
    const cursor = createSettingsFile({
      path,
      backupFolder: join(folder, 'backups'),
      dialect: { serversKey: 'mcpServers', accepts },
    });
    writeFileSync(path, '');
    let looks = 0;
    const stop = observeFileCalls({
      before(call) {
        if (call.name !== 'stat' || call.path !== path) return;
        looks += 1;
        if (looks === 2) writeFileSync(path, before);
      },
    });
    const put = await cursor.put(name, entry);
    stop();
    expect(put).toMatchObject({ ok: true });
    expect(Object.keys(JSON.parse(text()).mcpServers)).toEqual(['weather', name]);
  });
});

describe('a file that somebody else changes while it is edited', () => {
  /** The copy is dated right before the file is replaced; that is the moment at which `change` happens. */
  const changedBy = (change: () => void): SettingsFile =>
    createSettingsFile({
      path,
      backupFolder: join(folder, 'backups'),
      now: () => {
        change();
        return new Date();
      },
    });

  it('gets our entry beside their change', async () => {
    const theirs = before.replace('1.0', '2.0');
    expect(await changedBy(() => writeFileSync(path, theirs)).put(name, entry)).toMatchObject({ ok: true });
    expect(await config.entry(name)).toEqual({ ok: true, value: entry });
    expect(text()).toContain('"scale": 2.0');
  });

  it('is left to them when they don’t stop', async () => {
    let scale = 2;
    const restless = changedBy(() => {
      scale += 1;
      writeFileSync(path, before.replace('1.0', `${scale}.0`));
    });
    expect(await restless.put(name, entry)).toMatchObject({
      ok: false,
      error: { code: 'config-changed-meanwhile', path },
    });
    expect(text()).toBe(before.replace('1.0', '5.0'));
  });

  it('is left alone when they damaged it', async () => {
    const damaged = '{ "mcpServers": ';
    expect(await changedBy(() => writeFileSync(path, damaged)).put(name, entry)).toMatchObject({
      ok: false,
      error: { code: 'config-not-json', path },
    });
    expect(text()).toBe(damaged);
  });

  it('is not made again when they deleted it', async () => {
    expect(await changedBy(() => rmSync(path, { force: true })).put(name, entry)).toMatchObject({
      ok: false,
      error: { code: 'config-missing', path },
    });
    expect(existsSync(path)).toBe(false);
  });
});

describe('several companions at once', () => {
  it('each put their entry, and nobody loses one', async () => {
    const names = Array.from({ length: 6 }, (_, at) => `convene-${at}`);
    const outcomes = await Promise.all(
      names.map((each) =>
        createSettingsFile({ path, backupFolder: join(folder, 'backups') }).put(each, entry),
      ),
    );
    expect(outcomes.map(({ ok }) => ok)).toEqual(names.map(() => true));
    expect(Object.keys(JSON.parse(text()).mcpServers).sort()).toEqual([...names, 'weather']);
  });
});
