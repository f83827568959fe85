import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import { type Connect, createConnector } from './connect.ts';

let world: World;
const opened: Connect[] = [];
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(async () => {
  for (const connect of opened.splice(0)) await connect.close();
  await world.end();
});

/** Claude as a person has it open, which quits and starts as it is asked; `atStart` is what it does to its settings. */
function openClaude(atStart: (start: number) => void = () => {}) {
  const asked: string[] = [];
  let since: Date | undefined = new Date(0);
  let starts = 0;
  const claude: ClientProcess = {
    running: async () => ok(since ? { running: true, since, program: '/opt/claude' } : { running: false }),
    async quit() {
      asked.push('quit');
      since = undefined;
      return ok(undefined);
    },
    async start(program) {
      asked.push(`start ${program}`);
      since = new Date(Date.now() + 10);
      starts += 1;
      atStart(starts);
      return ok(undefined);
    },
  };
  return { claude, asked };
}

async function openWith(claude: ClientProcess): Promise<Connect> {
  const connect = createConnector({ ...world.connectDeps(await world.openSignedIn()), claude });
  opened.push(connect);
  return connect;
}

/** What Claude does when it drops an entry that it read. */
function dropEntries(): void {
  const settings = JSON.parse(readFileSync(world.configPath, 'utf8'));
  writeFileSync(world.configPath, JSON.stringify({ ...settings, mcpServers: { weather: {} } }, null, 2));
}

const stuckOn = (connect: Connect): string | undefined => {
  const view = connect.view();
  return view.state === 'connecting' ? view.steps.find((step) => step.failure)?.failure?.code : undefined;
};

describe('with Claude open', () => {
  it('connecting waits, and asks nothing of Claude by itself', async () => {
    const { claude, asked } = openClaude();
    const connect = await openWith(claude);
    await connect.start();
    expect(stuckOn(connect)).toBe('claude-running');
    expect(asked).toEqual([]);
  });

  it('one press quits it, writes the entry, starts the same program again, and proves it', async () => {
    const { claude, asked } = openClaude();
    const connect = await openWith(claude);
    await connect.start();
    expect(await connect.quitClient()).toMatchObject({ ok: true, value: { state: 'connected' } });
    expect(asked).toEqual(['quit', 'start /opt/claude']);
  });

  it('that doesn’t quit, nothing is written, and it is said', async () => {
    const { claude } = openClaude();
    const stubborn = { ...claude, quit: async () => failed(failure('claude-did-not-quit')) };
    const connect = await openWith(stubborn);
    await connect.start();
    expect(await connect.quitClient()).toMatchObject({ error: { code: 'claude-did-not-quit' } });
    expect(world.config()).toBe(settingsBefore);
    expect(stuckOn(connect)).toBe('claude-running');
  });

  it('that can’t be started from here, the person is asked to, and it goes on from there', async () => {
    const { claude } = openClaude();
    let works = false;
    const lame: ClientProcess = {
      ...claude,
      start: async (program) => (works ? claude.start(program) : failed(failure('claude-did-not-start'))),
    };
    const connect = await openWith(lame);
    await connect.start();
    await connect.quitClient();
    expect(stuckOn(connect)).toBe('claude-did-not-start');
    works = true;
    expect(await connect.startClient()).toMatchObject({ ok: true, value: { state: 'connected' } });
  });

  it('disconnecting is refused and leaves everything, until one press quits it; then it is started again', async () => {
    const { claude, asked } = openClaude();
    const connect = await openWith(claude);
    await connect.start();
    await connect.quitClient();
    expect(await connect.disconnect(true)).toMatchObject({ error: { code: 'claude-running' } });
    expect(world.config()).toContain('convene-quince-street');
    await connect.quitClient();
    expect(await connect.disconnect(true)).toMatchObject({ ok: true, value: { state: 'not-connected' } });
    expect(asked).toEqual(['quit', 'start /opt/claude', 'quit', 'start /opt/claude']);
  });

  it('taking back a connecting that was begun starts again what was quit for it', async () => {
    const { claude, asked } = openClaude();
    const connect = await openWith({ ...claude, start: async () => failed(failure('claude-did-not-start')) });
    await connect.start();
    await connect.quitClient();
    await connect.undo();
    expect(connect.view().state).toBe('not-connected');
    expect(world.config()).toBe(settingsBefore);
    expect(asked).toEqual(['quit']);
  });
});

describe('a Claude that drops our entry when it starts', () => {
  it('once: the entry is put back, and the connection stands', async () => {
    const { claude, asked } = openClaude((start) => {
      if (start === 1) dropEntries();
    });
    const connect = await openWith(claude);
    await connect.start();
    expect(await connect.quitClient()).toMatchObject({ ok: true, value: { state: 'connected' } });
    expect(asked.filter((one) => one === 'quit')).toHaveLength(2);
    expect(JSON.parse(world.config()).mcpServers).toHaveProperty('convene-quince-street');
  });

  it('every time: it is put back three times, and then explained', async () => {
    const { claude, asked } = openClaude(dropEntries);
    const connect = await openWith(claude);
    await connect.start();
    await connect.quitClient();
    expect(stuckOn(connect)).toBe('entry-keeps-vanishing');
    expect(asked.filter((one) => one.startsWith('start'))).toHaveLength(4);
  });

  it('only our entry is put back, not another that went with it', async () => {
    const { claude } = openClaude((start) => {
      if (start === 1) writeFileSync(world.configPath, '{}');
    });
    const connect = await openWith(claude);
    await connect.start();
    await connect.quitClient();
    expect(Object.keys(JSON.parse(world.config()).mcpServers)).toEqual(['convene-quince-street']);
  });

  it('and that the person quits themselves is never quit without being asked', async () => {
    const { claude, asked } = openClaude();
    const connect = await openWith(claude);
    await connect.start();
    await claude.quit();
    await connect.resume();
    dropEntries();
    await claude.start();
    await connect.resume();
    expect(stuckOn(connect)).toBe('entry-vanished');
    expect(asked).toEqual(['quit', 'start undefined']);
  });
});
