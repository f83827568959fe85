import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import type { SettingsFile } from '../settings-editor/settings-file.ts';
import { createWatched, only, type Watched } from './testing/watched.ts';

/** Claude as this computer sees it; what it does at its start is the test's. */
interface Claude extends ClientProcess {
  since: Date | undefined;
  begins: () => void;
  readonly done: string[];
}

function createClaude(): Claude {
  const claude: Claude = {
    since: undefined,
    begins: () => {},
    done: [],
    running: async () =>
      ok(claude.since ? { running: true, since: claude.since, program: '/opt/claude' } : { running: false }),
    async quit() {
      claude.done.push('quit');
      claude.since = undefined;
      return ok(undefined);
    },
    async start(program) {
      claude.done.push(`start ${program ?? ''}`.trim());
      claude.since = new Date();
      claude.begins();
      return ok(undefined);
    },
  };
  return claude;
}

/** Long enough for a computer that is busy with something else. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000 });

const minutes = (count: number): Date => new Date(Date.now() - count * 60_000);

let claude: Claude;
let home: Watched;
beforeEach(() => {
  claude = createClaude();
  home = createWatched(() => claude);
});
afterEach(() => home.end());

const withoutOurs = (): void => home.write({ weather: { command: '/bin/true' } });
const isBack = (): void => expect(home.servers()[home.connection.entryName]).toEqual(home.ours());
const isGone = (): void => expect(Object.keys(home.servers())).toEqual(['weather']);

describe('the watch', () => {
  it('has nothing to say of an entry that is right', async () => {
    const watch = await home.open();
    expect(watch.view()).toEqual({ findings: [] });
    expect(home.told).toEqual([]);
  });

  it('sees at once what changes', async () => {
    claude.since = minutes(30);
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
    expect(home.told).toHaveLength(1);
  });

  it('sees it where the folder was removed and made again', async () => {
    claude.since = minutes(30);
    const watch = await home.open({ pace: { pollMs: 50 } });
    rmSync(join(home.folder, 'Claude'), { recursive: true });
    await eventually(() => expect(only(watch.view())?.failure?.code).toBe('config-missing'));
    home.write({ [home.connection.entryName]: home.ours() });
    await eventually(() => expect(watch.view()).toEqual({ findings: [] }));
  });

  it('sees it where the file was replaced by another', async () => {
    claude.since = minutes(30);
    const watch = await home.open();
    writeFileSync(join(home.folder, 'Claude/new'), '{"mcpServers": {}}');
    renameSync(join(home.folder, 'Claude/new'), home.configPath);
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
  });

  it('sees it where the file is a link to another folder', async () => {
    claude.since = minutes(30);
    const elsewhere = join(home.folder, 'dotfiles');
    mkdirSync(elsewhere);
    renameSync(home.configPath, join(elsewhere, 'claude.json'));
    symlinkSync(join(elsewhere, 'claude.json'), home.configPath);
    const watch = await home.open();
    writeFileSync(join(elsewhere, 'claude.json'), '{"mcpServers": {}}');
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
  });

  it('doesn’t take an entry for gone that is missing while the file is written', async () => {
    claude.since = minutes(30);
    let reads = 0;
    const watch = await home.open({
      adapterOf: () => {
        const target = home.adapterOf();
        const config = (path: string): SettingsFile => {
          const settings = target.config(path);
          const read = async () => {
            const content = await settings.read();
            reads += 1;
            home.write({ [home.connection.entryName]: home.ours() });
            return content;
          };
          return { ...settings, read };
        };
        return { ...target, config };
      },
    });
    withoutOurs();
    const before = reads;
    expect(await watch.check()).toEqual({ findings: [] });
    expect(reads - before).toBeGreaterThan(1);
    expect(home.told).toEqual([]);
  });

  it('says that a file is broken, and doesn’t take its entries for gone', async () => {
    const watch = await home.open();
    home.write('{ "mcpServers": { // mine\n } }');
    await eventually(() => expect(only(watch.view())?.kind).toBe('settings-broken'));
    expect(only(watch.view())).toMatchObject({
      path: home.configPath,
      failure: { code: 'config-not-json', line: 1 },
    });
    expect(readFileSync(home.configPath, 'utf8')).toContain('// mine');
    home.write({ [home.connection.entryName]: home.ours() });
    await eventually(() => expect(watch.view()).toEqual({ findings: [] }));
  });

  it('names other Convene entries in the same file, and nothing of what stands in them', async () => {
    const watch = await home.open();
    const key = `fm_org_${'a1b2c3'.repeat(4)}`;
    home.write({
      [home.connection.entryName]: home.ours(),
      market: { command: 'npx', env: { KEY: key } },
    });
    await eventually(() => expect(only(watch.view())).toMatchObject({ kind: 'other-key', name: 'market' }));
    expect(JSON.stringify(watch.view())).not.toContain(key);
    expect(await watch.fix(home.connection.id)).toMatchObject({ ok: true });
    expect(home.servers().market).toBeDefined();
  });

  it('looks again and again when nothing tells it of a change', async () => {
    claude.since = minutes(30);
    const watch = await home.open({ pace: { pollMs: 40 } });
    home.connections.length = 0;
    await eventually(() => expect(watch.view()).toEqual({ findings: [] }));
    withoutOurs();
    home.connections.push(home.connection);
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
  });

  it('leaves alone what is being disconnected', async () => {
    home.connections[0] = { ...home.connection, leaving: true };
    const watch = await home.open();
    withoutOurs();
    expect(await watch.check()).toEqual({ findings: [] });
    isGone();
  });

  it('keeps the moment at which something was first seen', async () => {
    claude.since = minutes(30);
    withoutOurs();
    const watch = await home.open();
    const seenAt = only(watch.view())?.seenAt;
    home.now = () => new Date(Date.now() + 3_600_000);
    expect(only(await watch.check())?.seenAt).toBe(seenAt);
  });

  it('says why it can’t tell whether Claude runs, and changes nothing', async () => {
    claude.running = async () => failed(failure('internal', { name: 'list of processes' }));
    const watch = await home.open();
    withoutOurs();
    await eventually(() =>
      expect(only(watch.view())).toMatchObject({
        kind: 'entry-gone',
        quitFirst: true,
        failure: { code: 'internal', name: 'list of processes' },
      }),
    );
    expect(await watch.fix(home.connection.id)).toMatchObject({ error: { code: 'internal' } });
    isGone();
  });

  it('says nothing and ends when connections can’t be read', async () => {
    const list = async () => failed(failure('storage-failed'));
    const watch = await home.open({ connections: { list } });
    expect(watch.view()).toEqual({ findings: [] });
    expect(await watch.fix(home.connection.id)).toMatchObject({ error: { code: 'storage-failed' } });
  });
});

describe('an entry that Claude dropped at its start', () => {
  beforeEach(() => {
    claude.since = new Date();
  });

  it('is put back as soon as Claude has quit, and not before', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() =>
      expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', quitFirst: true, putBack: 0 }),
    );
    isGone();
    claude.since = undefined;
    await eventually(isBack);
    await eventually(() => expect(watch.view()).toEqual({ findings: [] }));
    expect(home.servers().weather).toBeDefined();
    expect(claude.done).toEqual([]);
  });

  it('is known as such by a companion that is started later', async () => {
    withoutOurs();
    const watch = await home.open();
    expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', quitFirst: true });
    claude.since = undefined;
    await eventually(isBack);
  });

  it('is put back three times, over restarts of the companion, and then explained', async () => {
    for (const times of [1, 2, 3]) {
      const watch = await home.open();
      claude.since = new Date();
      withoutOurs();
      await eventually(() =>
        expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', putBack: times - 1 }),
      );
      claude.since = undefined;
      await eventually(isBack);
      await watch.close();
    }
    const watch = await home.open();
    claude.since = new Date();
    withoutOurs();
    await eventually(() =>
      expect(only(watch.view())).toMatchObject({ kind: 'entry-keeps-vanishing', putBack: 3 }),
    );
    claude.since = undefined;
    expect(only(await watch.check())).toMatchObject({
      kind: 'entry-keeps-vanishing',
      quitFirst: false,
      failure: { code: 'entry-keeps-vanishing', name: home.connection.entryName },
    });
    isGone();
  });

  it('is put back again after a day of peace', async () => {
    const putBack = { times: 3, lastAt: new Date(Date.now() - 23 * 3_600_000).toISOString() };
    writeFileSync(
      join(home.folder, 'watch.json'),
      JSON.stringify({ connections: { [home.connection.id]: { putBack } } }),
    );
    withoutOurs();
    const watch = await home.open();
    expect(only(watch.view())?.kind).toBe('entry-keeps-vanishing');
    claude.since = undefined;
    await watch.check();
    isGone();
    home.now = () => new Date(Date.now() + 3_600_000);
    await watch.check();
    isBack();
  });

  it('is not put back where it can’t be counted', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    for (const name of ['watch.json', 'watch.json.last']) writeFileSync(join(home.folder, name), 'not ours');
    claude.since = undefined;
    expect(only(await watch.check())).toMatchObject({
      kind: 'entry-gone',
      failure: { code: 'state-damaged' },
    });
    isGone();
  });

  it('is put back on request: Claude is quit, and the same one started again', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    expect(await watch.fix(home.connection.id)).toEqual({ ok: true, value: { findings: [] } });
    expect(claude.done).toEqual(['quit', 'start /opt/claude']);
    isBack();
  });

  it('is put back on request three times at most, while Claude drops it each time', async () => {
    claude.begins = withoutOurs;
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    expect(await watch.fix(home.connection.id)).toMatchObject({
      ok: false,
      error: { code: 'entry-keeps-vanishing' },
    });
    expect(claude.done.filter((one) => one === 'quit')).toHaveLength(3);
    expect(claude.since).toBeDefined();
    expect(only(watch.view())).toMatchObject({ kind: 'entry-keeps-vanishing', quitFirst: true, putBack: 3 });
    claude.begins = () => {};
    expect(await watch.fix(home.connection.id)).toEqual({ ok: true, value: { findings: [] } });
    isBack();
  });

  it('stays away, and nothing is lost, when Claude doesn’t quit', async () => {
    claude.quit = async () => failed(failure('claude-did-not-quit'));
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    expect(await watch.fix(home.connection.id)).toMatchObject({ error: { code: 'claude-did-not-quit' } });
    isGone();
    expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', quitFirst: true, putBack: 0 });
  });

  it('leaves Claude running again when it can’t be written', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    const { quit } = claude;
    claude.quit = async () => {
      home.write('{ broken');
      return quit();
    };
    expect(await watch.fix(home.connection.id)).toMatchObject({ error: { code: 'config-not-json' } });
    expect(claude.done).toEqual(['quit', 'start /opt/claude']);
  });
});

describe('an entry that went while Claude didn’t run', () => {
  it('is put back when that was seen', async () => {
    await home.open();
    withoutOurs();
    await eventually(isBack);
    expect(claude.done).toEqual([]);
  });

  it('is put back by one of several companions, and counted once', async () => {
    const watches = [await home.open(), await home.open()];
    withoutOurs();
    await eventually(isBack);
    for (const watch of watches) expect(await watch.check()).toEqual({ findings: [] });
    const noted = JSON.parse(readFileSync(join(home.folder, 'watch.json'), 'utf8'));
    expect(noted.connections[home.connection.id]).toMatchObject({ putBack: { times: 1 } });
  });

  it('is only offered when nobody saw it go', async () => {
    withoutOurs();
    const watch = await home.open();
    expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', quitFirst: false });
    isGone();
    expect(await watch.fix(home.connection.id)).toEqual({ ok: true, value: { findings: [] } });
    isBack();
    expect(claude.done).toEqual([]);
  });

  it('is not put back when the person undid the writing of it', async () => {
    const watch = await home.open();
    const done = await watch.pauseWhile(async () => {
      withoutOurs();
      return ok('undone');
    });
    expect(done).toEqual({ ok: true, value: 'undone' });
    expect(only(await watch.check())?.kind).toBe('disconnected-in-client');
    isGone();
  });

  it('is not put back by a companion beside the one in which the person undid it', async () => {
    const watch = await home.open();
    const other = await home.open();
    await other.pauseWhile(async () => {
      withoutOurs();
      return ok(undefined);
    });
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
    isGone();
  });
});

describe('an entry that the person removed in Claude', () => {
  beforeEach(() => {
    claude.since = minutes(2);
  });

  it('is respected, also when Claude has quit and comes again', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
    claude.since = undefined;
    expect(only(await watch.check())?.kind).toBe('disconnected-in-client');
    claude.since = new Date();
    expect(only(await watch.check())?.kind).toBe('disconnected-in-client');
    isGone();
  });

  it('is told by when the file was written, also to a companion that is started later', async () => {
    claude.since = minutes(10);
    withoutOurs();
    utimesSync(home.configPath, minutes(9.5), minutes(9.5));
    expect(only((await home.open()).view())?.kind).toBe('entry-gone');
    for (const name of ['watch.json', 'watch.json.last']) rmSync(join(home.folder, name));
    utimesSync(home.configPath, minutes(5), minutes(5));
    expect(only((await home.open()).view())?.kind).toBe('disconnected-in-client');
  });

  it('is not taken for that by a companion started later, when Claude’s log says that it never had it', async () => {
    claude.since = minutes(10);
    withoutOurs();
    utimesSync(home.configPath, minutes(5), minutes(5));
    const logs = join(home.folder, 'Claude/logs');
    mkdirSync(logs);
    writeFileSync(
      join(logs, `mcp-server-${home.connection.entryName}.log`),
      `${minutes(60).toISOString()} [x] [info] Server started and connected successfully\n`,
    );
    const computer = { env: {}, platform: 'linux', home: home.folder } as const;
    expect(only((await home.open({ computer })).view())?.kind).toBe('entry-gone');
    claude.since = undefined;
    await eventually(isBack);
  });

  it('is put back when the person asks for it', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
    expect(await watch.fix(home.connection.id)).toEqual({ ok: true, value: { findings: [] } });
    expect(claude.done).toEqual(['quit', 'start /opt/claude']);
    isBack();
  });

  it('is forgotten with its connection', async () => {
    const watch = await home.open();
    withoutOurs();
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
    home.connections.length = 0;
    expect(await watch.check()).toEqual({ findings: [] });
    expect(JSON.parse(readFileSync(join(home.folder, 'watch.json'), 'utf8')).connections).toEqual({});
  });
});

describe('an entry that starts something else', () => {
  const moved = () => ({ ...home.ours(), args: ['/mounted/bridge.cjs', home.connection.id] });

  it('is fixed by itself when its program is gone and Claude doesn’t run', async () => {
    home.write({ [home.connection.entryName]: moved() });
    expect((await home.open()).view()).toEqual({ findings: [] });
    isBack();
  });

  it('is fixed when Claude has quit', async () => {
    claude.since = minutes(30);
    home.write({ [home.connection.entryName]: moved() });
    const watch = await home.open();
    expect(only(watch.view())).toMatchObject({ kind: 'path-stale', quitFirst: true });
    expect(home.servers()[home.connection.entryName]).toEqual(moved());
    claude.since = undefined;
    await eventually(isBack);
  });

  it('is fixed at once in a program that leaves its file alone', async () => {
    claude.since = minutes(30);
    home.connections[0] = { ...home.connection, client: 'cursor' };
    home.write({ [home.connection.entryName]: moved() });
    expect((await home.open()).view()).toEqual({ findings: [] });
    isBack();
  });

  it('is offered when another companion’s program is still there', async () => {
    const elsewhere = join(home.folder, 'other');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'bridge.cjs'), '');
    const theirs = { ...home.ours(), args: [join(elsewhere, 'bridge.cjs'), home.connection.id] };
    home.write({ [home.connection.entryName]: theirs });
    const watch = await home.open();
    expect(only(watch.view())).toMatchObject({ kind: 'path-stale', quitFirst: false });
    expect(home.servers()[home.connection.entryName]).toEqual(theirs);
    expect(await watch.fix(home.connection.id)).toMatchObject({ ok: true });
    isBack();
  });

  it('is never changed back without asking when somebody edited it', async () => {
    const edited = { ...home.ours(), env: { DEBUG: '1' } };
    const watch = await home.open();
    home.write({ [home.connection.entryName]: edited });
    await eventually(() => expect(only(watch.view())).toMatchObject({ kind: 'entry-changed' }));
    expect(home.servers()[home.connection.entryName]).toEqual(edited);
    expect(await watch.fix(home.connection.id)).toMatchObject({ ok: true });
    isBack();
  });

  it('gets its name back when somebody renamed it', async () => {
    const watch = await home.open();
    home.write({ market: home.ours() });
    await eventually(() =>
      expect(only(watch.view())).toMatchObject({ kind: 'entry-changed', name: 'market' }),
    );
    expect(await watch.fix(home.connection.id)).toMatchObject({ ok: true });
    expect(home.servers()).toEqual({ [home.connection.entryName]: home.ours() });
  });

  it('doesn’t lose its name to what is nothing of ours', async () => {
    const theirs = { command: '/opt/theirs', args: [] };
    home.write({ [home.connection.entryName]: theirs });
    const watch = await home.open();
    expect(only(watch.view())).toMatchObject({ kind: 'entry-changed' });
    expect(await watch.fix(home.connection.id)).toMatchObject({ error: { code: 'entry-name-taken' } });
    expect(home.servers()).toEqual({ [home.connection.entryName]: theirs });
  });
});

describe('an entry in a program that leaves its file alone', () => {
  it('is only offered when it is gone, because whoever removed it wanted that', async () => {
    home.connections[0] = { ...home.connection, client: 'cursor' };
    const watch = await home.open();
    withoutOurs();
    await eventually(() =>
      expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', client: 'cursor', quitFirst: false }),
    );
    isGone();
    expect(await watch.fix(home.connection.id)).toEqual({ ok: true, value: { findings: [] } });
    isBack();
  });
});
