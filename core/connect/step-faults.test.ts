import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectStepId, ConnectView } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { ClientProcessState } from '../clients/claude-desktop/processes.ts';
import type { Companion } from '../companion.ts';
import type { Journal } from '../operations/journal.ts';
import { type Connect, type ConnectDeps, createConnector } from './connect.ts';

const keyName = 'Claude Desktop on Market office laptop';
const always = Number.POSITIVE_INFINITY;

let world: World;
let companion: Companion;
let parts: ConnectDeps;
const opened: Connect[] = [];
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  parts = { ...world.connectDeps(companion), claude: world.obedientClaude };
});
afterEach(async () => {
  for (const connect of opened.splice(0)) await connect.close();
  await world.end();
});

function open(replaced: Partial<ConnectDeps> = {}): Connect {
  const connect = createConnector({ ...parts, ...replaced });
  opened.push(connect);
  return connect;
}

/** At which step it stopped, and why. */
function stoppedAt(view: ConnectView): { id: ConnectStepId; code: string } | undefined {
  const stopped =
    view.state === 'connecting' && view.phase === 'paused'
      ? view.steps.find((one) => one.failure)
      : undefined;
  return stopped?.failure && { id: stopped.id, code: stopped.failure.code };
}

function expectConnected(connect: Connect): void {
  expect(connect.view().state).toBe('connected');
  expect(world.server.keys().filter(({ name }) => name === keyName)).toMatchObject([{ revoked_at: null }]);
  expect(world.config().match(/convene-quince-street/g)).toHaveLength(1);
}

function expectNothingLeft(connect: Connect): void {
  expect(connect.view()).toEqual({ state: 'not-connected', client: 'claude-desktop' });
  expect(world.liveKeys()).not.toContain(keyName);
  expect(world.config()).toBe(settingsBefore);
}

/** As many tries as Convene is asked to make the key before it is given up. */
const everyTry = { method: 'POST', path: '/admin/api_keys', times: always } as const;

describe('the step that makes the key', () => {
  it.each(['close', 'act-then-close', 'html', 'truncated', 'server-error'] as const)(
    'that meets "%s" goes on to exactly one key, or is taken back to none',
    async (kind) => {
      const fault = world.server.faults.add({ kind, ...everyTry });
      const connect = open();
      await connect.start();
      expect(stoppedAt(connect.view())?.id).toBe('key-ready');
      fault.remove();
      await connect.undo();
      expectNothingLeft(connect);

      const again = world.server.faults.add({ kind, ...everyTry });
      await connect.start();
      again.remove();
      await connect.resume();
      expect(connect.view().state).toBe('connected');
      expect(world.liveKeys().filter((name) => name === keyName)).toHaveLength(1);
    },
  );
});

describe('the step that looks whether Claude is quit', () => {
  it('says when the list of processes can’t be had, and goes on later', async () => {
    const broken = failed(failure('internal', { name: 'list of processes' }));
    let list: () => Promise<typeof broken | Awaited<ReturnType<typeof world.obedientClaude.running>>> =
      async () => broken;
    const connect = open({ claude: { ...world.obedientClaude, running: () => list() } });
    await connect.start();
    expect(stoppedAt(connect.view())).toEqual({ id: 'claude-quit', code: 'internal' });
    list = world.obedientClaude.running;
    await connect.resume();
    expectConnected(connect);
  });
});

describe('the step that writes the entry', () => {
  it('leaves settings alone that broke since the key was made, and goes on when they are fixed', async () => {
    const broken = '{ "mcpServers": { /* mine */ } }';
    const spoilt = async () => {
      writeFileSync(world.configPath, broken);
      return world.obedientClaude.running();
    };
    const connect = open({ claude: { ...world.obedientClaude, running: spoilt } });
    await connect.start();
    expect(stoppedAt(connect.view())).toEqual({ id: 'entry-written', code: 'config-not-json' });
    expect(world.config()).toBe(broken);
    writeFileSync(world.configPath, settingsBefore);
    const next = open();
    await next.resume();
    expectConnected(next);
  });

  it('does not write while Claude was started again since it was quit', async () => {
    const answers: ClientProcessState[] = [{ running: false }, { running: true }];
    const claude = {
      ...world.obedientClaude,
      running: async () => ({ ok: true as const, value: answers.shift() ?? { running: true } }),
    };
    const connect = open({ claude });
    await connect.start();
    expect(stoppedAt(connect.view())).toEqual({ id: 'entry-written', code: 'claude-running' });
    expect(world.config()).toBe(settingsBefore);
  });
});

describe('the step that looks whether the entry survived', () => {
  it('is told apart from settings that Claude can’t be read from any more', async () => {
    const claude: ConnectDeps['claude'] = {
      ...world.obedientClaude,
      async running() {
        const state = await world.obedientClaude.running();
        if (state.ok && state.value.running) writeFileSync(world.configPath, '');
        return state;
      },
    };
    const connect = open({ claude });
    await connect.start();
    expect(stoppedAt(connect.view())).toEqual({ id: 'entry-survived', code: 'config-empty' });
    writeFileSync(world.configPath, settingsBefore);
    const next = open();
    await next.resume();
    expect(stoppedAt(next.view())).toEqual({ id: 'entry-survived', code: 'entry-vanished' });
  });
});

describe('the step that starts the bridge', () => {
  it('starts what stands in Claude’s settings; a companion that was moved writes its new place', async () => {
    const gone = { command: join(world.folder, 'gone'), args: ['bridge.cjs'], env: {} };
    const connect = open({ bridge: gone });
    await connect.start();
    expect(stoppedAt(connect.view())).toEqual({ id: 'bridge-starts', code: 'bridge-missing' });
    const moved = open();
    await moved.resume();
    expectConnected(moved);
    expect(world.config()).not.toContain(gone.command);
  });

  it('that was moved can be taken back before the new place is written', async () => {
    const gone = { command: join(world.folder, 'gone'), args: ['bridge.cjs'], env: {} };
    await open({ bridge: gone }).start();
    const stubborn = open({
      claude: { ...world.obedientClaude, running: async () => ({ ok: true, value: { running: true } }) },
    });
    await stubborn.resume();
    expect(stoppedAt(stubborn.view())).toEqual({ id: 'claude-quit', code: 'claude-running' });
    const next = open();
    await next.undo();
    expectNothingLeft(next);
  });
});

describe('the steps that ask Convene through the bridge', () => {
  it.each([
    ['close', 'offline'],
    ['html', 'unexpected-answer'],
    ['server-error', 'server-error'],
  ] as const)('that meet "%s" say so, and are repeated', async (kind, code) => {
    const fault = world.server.faults.add({ kind, path: '/mcp', times: always });
    const connect = open();
    await connect.start();
    expect(stoppedAt(connect.view())).toEqual({ id: 'key-accepted', code });
    fault.remove();
    await connect.resume();
    expectConnected(connect);
  });

  it('say when only the last question gets no answer, and are repeated', async () => {
    const connect = open();
    const counted = world.server.faults.add({
      kind: 'delay',
      milliseconds: 0,
      method: 'POST',
      path: '/mcp',
      times: always,
    });
    await connect.start();
    expect(connect.view().state).toBe('connected');
    const questions = counted.hits();
    counted.remove();
    await connect.disconnect(true);

    const delay = {
      kind: 'delay',
      milliseconds: 0,
      method: 'POST',
      path: '/mcp',
      times: questions - 1,
    } as const;
    world.server.faults.add(delay);
    const fault = world.server.faults.add({ kind: 'close', path: '/mcp', times: always });
    await connect.start();
    expect(stoppedAt(connect.view())?.id).toBe('tool-answers');
    fault.remove();
    await connect.resume();
    expect(connect.view().state).toBe('connected');
  });
});

describe('what can’t be noted', () => {
  it.each([0, 2, 5, 8])('at note %i pauses, and goes on when there is room again', async (atNote) => {
    let notes = 0;
    let full = true;
    const hinder = (work: () => Promise<Result<void>>): Promise<Result<void>> => {
      notes += 1;
      return full && notes > atNote
        ? Promise.resolve(failed(failure('storage-failed', { detail: 'ENOSPC' })))
        : work();
    };
    const journal: Journal = {
      ...world.notes,
      write: (operation) => hinder(() => world.notes.write(operation)),
      remove: (kind, id) => hinder(() => world.notes.remove(kind, id)),
    };
    const { operations } = world.connectDeps(companion, journal);
    const connect = open({ operations });
    const outcome = await connect.start();
    const view = connect.view();
    expect(view).toMatchObject({ state: 'connecting', phase: 'paused' });
    expect(outcome.ok ? stoppedAt(view)?.code : outcome.error.code).toBe('storage-failed');
    full = false;
    await connect.start();
    expectConnected(connect);
  });
});

describe('calls that come while another is at work', () => {
  it('take turns: starting twice makes one key', async () => {
    const connect = open();
    const [one, other] = await Promise.all([connect.start(), connect.start()]);
    expect([one, other]).toMatchObject([
      { ok: true, value: { state: 'connected' } },
      { ok: true, value: { state: 'connected' } },
    ]);
    expectConnected(connect);
  });

  it('and take everything back let the step that runs end, and begin no further one', async () => {
    const connect = open();
    const [started] = await Promise.all([connect.start(), connect.undo()]);
    expect(started).toMatchObject({ ok: true, value: { state: 'connecting', phase: 'paused' } });
    expectNothingLeft(connect);
  });
});
