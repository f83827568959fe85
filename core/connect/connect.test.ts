import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople } from '../../demo/seed/people.ts';
import { type ConnectView, connectStepIds } from '../../shared/connect-view.ts';
import { type CompanionWorld, createCompanionWorld, settingsBefore } from '../../testing/companion-world.ts';
import type { Companion } from '../companion.ts';

const keyName = 'Claude Desktop on Market office laptop';

let world: CompanionWorld;
beforeEach(async () => {
  world = await createCompanionWorld();
});
afterEach(() => world.end());

/** Claude as it is after the entry was written and the person has started it. */
const startClaude = (): void => {
  Object.assign(world.claude, { running: true, since: new Date() });
};
const quitClaude = (): void => {
  world.claude.running = false;
};

const stepsOf = (view: ConnectView): string[] =>
  view.state === 'not-connected' ? [] : view.steps.map(({ status }) => status);
const failureOf = (view: ConnectView): string | undefined =>
  view.state === 'connecting' ? view.steps.find((step) => step.failure)?.failure?.code : undefined;

/** Starts connecting and brings it to its end, Claude being started when it is asked for. */
async function connected(companion: Companion): Promise<void> {
  await companion.connect.start();
  startClaude();
  await vi.waitFor(() => expect(companion.connect.view().state).toBe('connected'), { timeout: 15_000 });
}

async function expectNothingLeft(): Promise<void> {
  expect(world.liveKeys()).not.toContain(keyName);
  expect(world.config()).toBe(settingsBefore);
  const journal = world.files().find(({ path }) => path.endsWith('connect.json'));
  expect(JSON.parse(journal?.text ?? '{"pending":null}')).toEqual({ pending: null });
}

describe('connecting Claude', () => {
  it('makes one key, writes one entry, and proves it with an answer', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    const view = companion.connect.view();
    expect(stepsOf(view)).toEqual(connectStepIds.map(() => 'done'));
    expect(view.state === 'connected' && view.steps.at(-1)?.fact).toBe(
      'Quince Street Market: 3 applications and 5 orders pending.',
    );
    expect(world.liveKeys().filter((name) => name === keyName)).toHaveLength(1);
    expect(Object.keys(JSON.parse(world.config()).mcpServers)).toEqual(['weather', 'convene-quince-street']);
  });

  it('writes no key into any file', async () => {
    await connected(await world.openSignedIn());
    expect(world.files().filter(({ text }) => /fm_(org|session|refresh)_\w{16}/.test(text))).toEqual([]);
  });

  it('waits for Claude to be quit, and goes on by itself', async () => {
    startClaude();
    const companion = await world.openSignedIn();
    await companion.connect.start();
    expect(failureOf(companion.connect.view())).toBe('claude-running');
    expect(world.config()).toBe(settingsBefore);
    quitClaude();
    await vi.waitFor(() => expect(failureOf(companion.connect.view())).toBe('claude-not-running'));
    expect(world.config()).toContain('convene-quince-street');
  });

  it('does not take a Claude that was never restarted for one that has read the entry', async () => {
    const companion = await world.openSignedIn();
    await companion.connect.start();
    Object.assign(world.claude, { running: true, since: new Date(Date.now() - 60_000) });
    await vi.waitFor(() => expect(failureOf(companion.connect.view())).toBe('claude-not-restarted'));
  });

  it('tells when Claude dropped the entry, and begins again at quitting Claude', async () => {
    const companion = await world.openSignedIn();
    await companion.connect.start();
    writeFileSync(world.configPath, settingsBefore);
    startClaude();
    await vi.waitFor(() => expect(failureOf(companion.connect.view())).toBe('entry-vanished'));
    await companion.connect.resume();
    expect(failureOf(companion.connect.view())).toBe('claude-running');
    quitClaude();
    await vi.waitFor(() => expect(failureOf(companion.connect.view())).toBe('claude-not-running'));
    expect(world.liveKeys().filter((name) => name === keyName)).toHaveLength(1);
  });

  it('of a volunteer is not allowed and makes nothing', async () => {
    const companion = await world.openSignedIn(demoPeople.vera.email);
    expect(await companion.connect.start()).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    await expectNothingLeft();
  });

  it('with a name that is taken says which', async () => {
    world.server.createKey(keyName);
    const companion = await world.openSignedIn();
    await companion.connect.start();
    const view = companion.connect.view();
    expect(view.state === 'connecting' && view.steps[0]?.failure).toMatchObject({
      code: 'conflict',
      name: keyName,
    });
    expect(world.config()).toBe(settingsBefore);
  });

  it('twice at once, by two companions, makes one key and one entry', async () => {
    const one = await world.openSignedIn();
    const other = await world.open();
    await Promise.all([one.connect.start(), other.connect.start()]);
    startClaude();
    await vi.waitFor(
      async () => {
        await other.connect.resume();
        expect(other.connect.view().state).toBe('connected');
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
    expect(world.config().match(/convene-quince-street/g)).toHaveLength(1);
  });
});

describe('settings that Claude could not read', () => {
  it.each([
    ['a comment', '{\n  // mine\n}', 'config-not-json'],
    ['a byte order mark', '\ufeff{}', 'config-byte-order-mark'],
    ['nothing in it', '', 'config-empty'],
    ['bad JSON', '{"a": }', 'config-not-json'],
    ['5 MB', `{"a":"${'x'.repeat(5 * 1024 * 1024)}"}`, 'config-too-large'],
    ['servers that are no object', '{"mcpServers": 7}', 'config-servers-not-an-object'],
  ])('with %s are refused before any key is made, and not one byte is changed', async (_what, text, code) => {
    writeFileSync(world.configPath, text);
    const companion = await world.openSignedIn();
    expect(await companion.connect.start()).toMatchObject({ ok: false, error: { code } });
    expect(world.config()).toBe(text);
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('that are missing are refused, and no file is made', async () => {
    rmSync(world.configPath);
    const companion = await world.openSignedIn();
    expect(await companion.connect.start()).toMatchObject({ ok: false, error: { code: 'config-missing' } });
    expect(() => readFileSync(world.configPath)).toThrow();
  });

  it('whose place is taken by a folder are refused', async () => {
    rmSync(world.configPath);
    mkdirSync(world.configPath);
    const companion = await world.openSignedIn();
    expect(await companion.connect.start()).toMatchObject({
      ok: false,
      error: { code: 'config-not-a-file' },
    });
  });
});

describe('a connecting that is interrupted', () => {
  const faults = [
    ['the connection drops before the key is made', 'close'],
    ['the answer is lost after the key was made', 'act-then-close'],
    ['Convene answers a page', 'html'],
    ['Convene answers half', 'truncated'],
    ['Convene has a problem', 'server-error'],
  ] as const;

  it.each(faults)('because %s goes on to exactly one key', async (_why, kind) => {
    const companion = await world.openSignedIn();
    const fault = world.server.faults.add({ kind, method: 'POST', path: '/admin/api_keys', times: 4 });
    await companion.connect.start();
    fault.remove();
    await companion.connect.resume();
    expect(failureOf(companion.connect.view())).toBe('claude-not-running');
    expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
  });

  it.each(faults)('because %s can be taken back, and no live key stays', async (_why, kind) => {
    const companion = await world.openSignedIn();
    const fault = world.server.faults.add({ kind, method: 'POST', path: '/admin/api_keys', times: 4 });
    await companion.connect.start();
    fault.remove();
    await companion.connect.undo();
    expect(companion.connect.view().state).toBe('not-connected');
    await expectNothingLeft();
  });

  /** Journal and settings as they stand when the program dies with this step under way. */
  const diedAt = (step: number): void => {
    const path = `${world.folder}/connect.json`;
    const journal = JSON.parse(readFileSync(path, 'utf8'));
    journal.pending.steps = journal.pending.steps.map((one: { id: string }, at: number) =>
      at < step ? one : { id: one.id, status: at === step ? 'working' : 'waiting' },
    );
    writeFileSync(path, JSON.stringify(journal));
    if (step < connectStepIds.indexOf('entry-written')) writeFileSync(world.configPath, settingsBefore);
  };

  it.each([0, 1, 2, 3])('by a crash in step %i is finished by the next start', async (step) => {
    const first = await world.openSignedIn();
    await first.connect.start();
    await first.close();
    diedAt(step);
    const next = await world.open();
    expect(next.connect.view()).toMatchObject({ state: 'connecting', phase: 'paused' });
    await next.connect.resume();
    startClaude();
    await vi.waitFor(() => expect(next.connect.view().state).toBe('connected'), { timeout: 15_000 });
    expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
    expect(world.config().match(/convene-quince-street/g)).toHaveLength(1);
  });

  it.each([0, 1, 2, 3])('by a crash in step %i can be taken back by the next start', async (step) => {
    const first = await world.openSignedIn();
    await first.connect.start();
    await first.close();
    diedAt(step);
    const next = await world.open();
    await next.connect.undo();
    await expectNothingLeft();
  });

  it('without a connection to the bridge says so, and is proven when it is back', async () => {
    const companion = await world.openSignedIn();
    const cut = world.server.faults.add({ kind: 'close', path: '/mcp', times: Number.POSITIVE_INFINITY });
    await companion.connect.start();
    startClaude();
    await vi.waitFor(() => expect(failureOf(companion.connect.view())).toBe('offline'), { timeout: 15_000 });
    cut.remove();
    await companion.connect.resume();
    expect(companion.connect.view().state).toBe('connected');
  });

  it('by somebody who revokes the key between two steps is told that it was refused', async () => {
    const companion = await world.openSignedIn();
    await companion.connect.start();
    world.server.revokeKeyByHand(keyName);
    startClaude();
    await vi.waitFor(() => expect(failureOf(companion.connect.view())).toBe('refused'), { timeout: 15_000 });
    quitClaude();
    await companion.connect.undo();
    await expectNothingLeft();
  });

  it('by a locked keychain leaves no key that nobody can use', async () => {
    const companion = await world.openSignedIn();
    await companion.keys.refresh();
    await world.keyring.restart({ unlocked: false });
    await companion.connect.start();
    expect(failureOf(companion.connect.view())).toBe('keychain-locked');
    await world.keyring.restart();
    await companion.connect.undo();
    await expectNothingLeft();
  });
});

describe('disconnecting', () => {
  it('removes the entry and revokes the key', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    expect(await companion.connect.disconnect(true)).toMatchObject({
      ok: true,
      value: { state: 'not-connected' },
    });
    await expectNothingLeft();
  });

  it('keeps the key alive when that is wanted', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    await companion.connect.disconnect(false);
    expect(world.config()).toBe(settingsBefore);
    expect(world.liveKeys()).toContain(keyName);
  });

  it('while Claude runs is refused, because Claude would write the entry back', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    const before = world.config();
    expect(await companion.connect.disconnect(true)).toMatchObject({
      ok: false,
      error: { code: 'claude-running' },
    });
    expect(world.config()).toBe(before);
    expect(world.liveKeys()).toContain(keyName);
  });
});

describe.each(['Stall 🥕 "two"', 'ünï'.repeat(100), '👩🏽‍🌾’s laptop'])(
  'a computer called %s',
  (deviceName) => {
    it('is connected under a name that Convene takes', async () => {
      await world.end();
      world = await createCompanionWorld({ deviceName });
      const companion = await world.openSignedIn();
      await connected(companion);
      expect(world.liveKeys().some((name) => name.startsWith('Claude Desktop on '))).toBe(true);
    });
  },
);
