import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../shared/result.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const claude = 'claude-desktop';
const entryName = 'convene-quince-street';

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const config = (): string => world.config();
const write = (text: string): void => writeFileSync(world.configPath, text);

function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Connected, with Claude quit. */
async function openConnected(): Promise<Companion> {
  ({ companion } = await world.openConnected());
  world.claude.running = false;
  return companion;
}

describe('a settings file that is gone', () => {
  it('is restored from its copy, also when nothing is connected any more', async () => {
    const { settings, connector } = await openConnected();
    valueIn(await connector(claude).disconnect(false));
    rmSync(world.configPath);
    const { backups } = valueIn(await settings.history(claude));
    const copy = backups.find(({ before }) => before === 'adding')?.id ?? '';
    const diff = valueIn(await settings.previewRestore(claude, copy));
    valueIn(await settings.restore(claude, copy, diff.fingerprint));
    expect(config()).toBe(settingsBefore);
  });
});

describe('undo', () => {
  it('takes our entry out again, and leaves the first bytes', async () => {
    const { settings } = await openConnected();
    const diff = valueIn(await settings.previewUndo(claude));
    expect(diff.lines.some(({ kind, text }) => kind === 'removed' && text.includes(entryName))).toBe(true);
    valueIn(await settings.undo(claude, diff.fingerprint));
    expect(config()).toBe(settingsBefore);
  });

  it('keeps what Claude wrote since', async () => {
    const { settings } = await openConnected();
    write(JSON.stringify({ ...JSON.parse(config()), globalShortcut: 'Ctrl+Space' }, null, 2));
    const diff = valueIn(await settings.previewUndo(claude));
    valueIn(await settings.undo(claude, diff.fingerprint));
    expect(JSON.parse(config())).toEqual({ ...JSON.parse(settingsBefore), globalShortcut: 'Ctrl+Space' });
  });

  it('of taking our entry out puts it back', async () => {
    const { settings, connector } = await openConnected();
    const connected = config();
    valueIn(await connector(claude).disconnect(false));
    const diff = valueIn(await settings.previewUndo(claude));
    valueIn(await settings.undo(claude, diff.fingerprint));
    expect(config()).toBe(connected);
  });

  it('isn’t itself undone; there is nothing more of ours then', async () => {
    const { settings } = await openConnected();
    const diff = valueIn(await settings.previewUndo(claude));
    const after = valueIn(await settings.undo(claude, diff.fingerprint));
    expect(after).not.toHaveProperty('undo');
    expect(await settings.previewUndo(claude)).toMatchObject({ error: { code: 'nothing-to-undo' } });
  });

  it('does just what was shown: what was changed since is shown anew', async () => {
    const { settings } = await openConnected();
    const diff = valueIn(await settings.previewUndo(claude));
    const theirs = config().replace('/usr/bin/false', '/usr/bin/true');
    write(theirs);
    expect(await settings.undo(claude, diff.fingerprint)).toMatchObject({
      error: { code: 'config-changed-meanwhile' },
    });
    expect(config()).toBe(theirs);
  });

  it('waits until Claude is quit, which would write its own content over it', async () => {
    const { settings } = await openConnected();
    const diff = valueIn(await settings.previewUndo(claude));
    const before = config();
    world.claude.running = true;
    expect(await settings.undo(claude, diff.fingerprint)).toMatchObject({
      error: { code: 'claude-running' },
    });
    expect(config()).toBe(before);
  });

  it('is respected: the watch puts nothing back', async () => {
    const { settings, watch } = await openConnected();
    await watch.open();
    const diff = valueIn(await settings.previewUndo(claude));
    valueIn(await settings.undo(claude, diff.fingerprint));
    const { findings } = await watch.check();
    expect(findings.map(({ kind }) => kind)).toEqual(['disconnected-in-client']);
    expect(config()).toBe(settingsBefore);
  });
});

describe('restoring an earlier copy', () => {
  it('brings all of it back, byte for byte, and can be taken back by restoring', async () => {
    const { settings } = await openConnected();
    const connected = config();
    const [copy] = valueIn(await settings.history(claude)).backups;
    const diff = valueIn(await settings.previewRestore(claude, copy?.id ?? ''));
    const after = valueIn(await settings.restore(claude, copy?.id ?? '', diff.fingerprint));
    expect(config()).toBe(settingsBefore);
    expect(after.backups.map(({ before }) => before)).toEqual(['restoring', 'adding']);
    expect(after.backups[1]?.isCurrent).toBe(true);
    const back = valueIn(await settings.previewRestore(claude, after.backups[0]?.id ?? ''));
    valueIn(await settings.restore(claude, after.backups[0]?.id ?? '', back.fingerprint));
    expect(config()).toBe(connected);
  });

  it('fixes a file that was damaged since', async () => {
    const { settings } = await openConnected();
    write('{ "mcpServers": ');
    const [copy] = valueIn(await settings.history(claude)).backups;
    const diff = valueIn(await settings.previewRestore(claude, copy?.id ?? ''));
    valueIn(await settings.restore(claude, copy?.id ?? '', diff.fingerprint));
    expect(config()).toBe(settingsBefore);
  });

  it('makes a file again that is gone', async () => {
    const { settings } = await openConnected();
    rmSync(world.configPath);
    const [copy] = valueIn(await settings.history(claude)).backups;
    const diff = valueIn(await settings.previewRestore(claude, copy?.id ?? ''));
    valueIn(await settings.restore(claude, copy?.id ?? '', diff.fingerprint));
    expect(config()).toBe(settingsBefore);
  });

  it.each(['../account.json', 'nothing.json', ''])('is never a way to another file: %j', async (id) => {
    const { settings } = await openConnected();
    expect(await settings.previewRestore(claude, id)).toMatchObject({ error: { code: 'backup-missing' } });
  });

  it('keeps at most twenty copies, the newest', async () => {
    const { settings } = await openConnected();
    for (let round = 0; round < 12; round += 1) {
      for (let twice = 0; twice < 2; twice += 1) {
        const { backups } = valueIn(await settings.history(claude));
        const id = backups.filter(({ isCurrent }) => !isCurrent)[0]?.id ?? '';
        const diff = valueIn(await settings.previewRestore(claude, id));
        valueIn(await settings.restore(claude, id, diff.fingerprint));
      }
    }
    const { backups } = valueIn(await settings.history(claude));
    expect(backups).toHaveLength(20);
    expect([...backups].sort((one, other) => other.takenAt.localeCompare(one.takenAt))).toEqual(backups);
  });
});

describe('a repair', () => {
  beforeEach(async () => {
    companion = await world.open();
  });
  const broken = '{\n  // my own\n  "mcpServers": {},\n}\n';

  it('is shown, done, and can be undone to the first byte', async () => {
    const { settings } = companion;
    write(broken);
    const preview = valueIn(await settings.previewRepair(claude));
    expect(preview.changes.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      'comment 2',
      'trailing-comma 3',
    ]);
    valueIn(await settings.repair(claude, preview.diff.fingerprint));
    expect(config()).toBe('{\n  "mcpServers": {}\n}\n');
    const undo = valueIn(await settings.previewUndo(claude));
    valueIn(await settings.undo(claude, undo.fingerprint));
    expect(config()).toBe(broken);
  });

  it('isn’t offered where a person has to look', async () => {
    write('{ "mcpServers": {} "b": 1 }');
    expect(await companion.settings.previewRepair(claude)).toMatchObject({
      error: { code: 'config-not-json', line: 1 },
    });
  });

  it('of a sound file is nothing to do', async () => {
    expect(await companion.settings.previewRepair(claude)).toMatchObject({
      error: { code: 'nothing-to-do' },
    });
  });
});

describe('choosing the file', () => {
  const other = (): string =>
    join(dirname(dirname(world.configPath)), 'Claude-moved/claude_desktop_config.json');
  const openWithTwo = (): Promise<Companion> =>
    world.open({ env: { CONVENE_SERVER: world.server.address, CLAUDE_USER_DATA_DIR: dirname(other()) } });

  it('is asked when two could be meant, remembered, and explained', async () => {
    companion = await openWithTwo();
    mkdirSync(dirname(other()));
    writeFileSync(other(), '{}');
    utimesSync(other(), new Date(), new Date());
    expect(await companion.settings.locate(claude)).toMatchObject({ error: { code: 'config-ambiguous' } });
    valueIn(await companion.settings.choosePlace(claude, world.configPath));
    const again = await openWithTwo();
    expect(await again.settings.locate(claude)).toEqual({ ok: true, value: { path: world.configPath } });
    expect(valueIn(await again.settings.places(claude)).why).toBe('chosen-by-you');
  });

  it('takes no file that isn’t one of the program’s places', async () => {
    companion = await world.open();
    expect(await companion.settings.choosePlace(claude, '/etc/passwd')).toMatchObject({ ok: false });
  });

  it('makes an empty file with consent, and only then', async () => {
    companion = await world.openSignedIn();
    rmSync(world.configPath);
    expect(await companion.connector(claude).preview()).toMatchObject({ error: { code: 'config-missing' } });
    expect(existsSync(world.configPath)).toBe(false);
    const { mayCreate } = valueIn(await companion.settings.places(claude));
    valueIn(await companion.settings.createFile(claude, mayCreate ?? ''));
    expect(readFileSync(world.configPath, 'utf8')).toBe('{}\n');
    expect(await companion.connector(claude).preview()).toMatchObject({ ok: true });
  });
});
