/** The companion's watch over a Claude that really runs, rewrites its settings, and is quit and started again. */
import { utimesSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { claudeProcesses } from '../../core/clients/claude-desktop/processes.ts';
import { createWatched, only, type Watched } from '../../core/watch/testing/watched.ts';
import { buildFakeClaude } from './build.ts';
import { type FakeClaude, installFakeClaude } from './driver.ts';
import type { FakeClaudeOptions } from './orders.ts';
import { scriptedServer } from './testing/scripted-server.ts';

beforeAll(buildFakeClaude);

let home: Watched;
let claude: FakeClaude | undefined;
beforeEach(() => {
  home = createWatched((folder) => claudeProcesses({ platform: 'linux', home: folder }));
  home.bridge = scriptedServer(home.folder);
  home.write({ weather: { command: '/bin/true' }, [home.connection.entryName]: home.ours() });
});
afterEach(async () => {
  await claude?.quit();
  claude = undefined;
  await home.end();
});

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });
/** Long enough for this Claude to start and to rewrite its settings on a busy computer. */
const patiently = { pace: { entryMustLastMs: 4_000 } };
const isBack = (): void => expect(home.servers()[home.connection.entryName]).toEqual(home.ours());

async function install(options: FakeClaudeOptions): Promise<FakeClaude> {
  claude = await installFakeClaude({ configPath: home.configPath, env: { HOME: home.folder }, options });
  return claude;
}

describe('the watch over a Claude that runs', () => {
  it('has nothing to say when Claude rewrites its settings and keeps our entry', async () => {
    const watch = await home.open();
    await (await install({})).start();
    expect(await watch.check()).toEqual({ findings: [] });
  });

  it.each(['entry', 'servers'] as const)(
    'puts back what Claude dropped (%s) when the person has quit it, and Claude then uses it',
    async (stripsWhat) => {
      const watch = await home.open();
      const installed = await install({ strips: 'once', stripsWhat });
      await installed.start();
      await eventually(() =>
        expect(only(watch.view())).toMatchObject({ kind: 'entry-gone', quitFirst: true }),
      );
      await installed.quit();
      await eventually(isBack);
      await installed.start();
      expect(await installed.ask('what’s pending today?')).toBe('two applications');
      expect(await watch.check()).toEqual({ findings: [] });
    },
  );

  it('quits it on request, puts back what it dropped, and starts it again', async () => {
    const watch = await home.open(patiently);
    const installed = await install({ strips: 'once' });
    await installed.start();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    expect(await watch.fix(home.connection.id)).toEqual({ ok: true, value: { findings: [] } });
    await eventually(() => expect(installed.starts()).toBe(2));
    expect(await installed.ask('what’s pending today?')).toBe('two applications');
  });

  it('explains an entry that Claude drops every time, and leaves Claude running', async () => {
    const watch = await home.open(patiently);
    const installed = await install({ strips: 'always' });
    await installed.start();
    await eventually(() => expect(only(watch.view())?.kind).toBe('entry-gone'));
    expect(await watch.fix(home.connection.id)).toMatchObject({
      ok: false,
      error: { code: 'entry-keeps-vanishing' },
    });
    expect(only(watch.view())?.kind).toBe('entry-keeps-vanishing');
    expect(await claudeProcesses({ platform: 'linux', home: home.folder }).running()).toMatchObject({
      value: { running: true },
    });
    expect(Object.keys(home.servers())).toEqual(['weather']);
  });

  it('respects what the person removes in Claude’s own settings', async () => {
    const watch = await home.open({ pace: { settleMs: 400 } });
    const installed = await install({});
    await installed.start();
    await installed.removeServer(home.connection.entryName);
    // As if Claude had been running for some minutes by then.
    const later = new Date(Date.now() + 5 * 60_000);
    utimesSync(home.configPath, later, later);
    await eventually(() => expect(only(watch.view())?.kind).toBe('disconnected-in-client'));
    await installed.quit();
    expect(only(await watch.check())?.kind).toBe('disconnected-in-client');
    expect(Object.keys(home.servers())).toEqual(['weather']);
  });
});
