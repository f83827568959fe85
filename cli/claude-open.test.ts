import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { claudeProcesses } from '../core/clients/claude-desktop/processes.ts';
import type { DemoServer } from '../demo/server.ts';
import { claudesIn, openClaude } from './testing/claude.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// With Claude open in this home. It is quit with consent only, and never by force. As the built program, and on a terminal:
// program-connect.test.ts.

const keyName = 'Claude Desktop on Market office laptop';
const otherSettings = '{\n  "globalShortcut": "Alt+C",\n  "mcpServers": {}\n}\n';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
/** How long commands in this process wait for Claude to quit; the program's own patience when undefined. */
let quitMs: number | undefined;
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  quitMs = undefined;
  let signIn: CommandTest['signIn'];
  ({ place, convene, signIn } = await world.fresh({
    claude: (home) =>
      claudeProcesses({ platform: 'linux', home, timeouts: quitMs === undefined ? {} : { quitMs } }),
  }));
  for (const { name, revoked_at } of convene.keys())
    if (name === keyName && !revoked_at) convene.revokeKeyByHand(keyName);
  place.writeSettings(otherSettings);
  await signIn();
});
afterAll(() => world.close());

const workingKeys = () => convene.keys().filter(({ name, revoked_at }) => name === keyName && !revoked_at);

/** One that doesn't quit; commands in this process don't wait long for it. */
function openStubbornClaude(): Promise<number> {
  quitMs = 300;
  return openClaude(place.home, { stubborn: true });
}

/** As after an earlier `connect`, Claude still open. */
async function connected(): Promise<number> {
  const first = await openClaude(place.home);
  expect((await place.run(['connect', '--quit-claude'])).status).toBe(0);
  const [now] = claudesIn(place.home);
  expect(now).not.toBe(first);
  return Number(now);
}

function withoutOurEntry(): string {
  const connectedSettings = place.readSettings();
  place.writeSettings(otherSettings);
  return connectedSettings;
}

describe('connect', () => {
  it('never quits Claude unasked: without a terminal it says what it waits for', async () => {
    const claude = await openClaude(place.home);
    const { status, err } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(6);
    expect(err).toContain('… Claude is still open.');
    expect(claudesIn(place.home)).toEqual([claude]);
    expect(place.readSettings()).toBe(otherSettings);
    expect((await place.run(['connect', '--no-wait', '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'claude-running' },
    });
  });

  it('leaves a Claude alone that doesn’t quit when it is asked, and writes nothing', async () => {
    const claude = await openStubbornClaude();
    const { status, err } = await place.run(['connect', '--quit-claude', '--no-wait']);
    expect(status).toBe(6);
    expect(err).toContain('We asked Claude to quit, and it is still open.');
    expect(claudesIn(place.home)).toEqual([claude]);
    expect(place.readSettings()).toBe(otherSettings);
  });
});

describe('disconnect', () => {
  it('never quits Claude unasked', async () => {
    const claude = await connected();
    const before = place.readSettings();
    const { status, err } = await place.run(['disconnect']);
    expect(status).toBe(6);
    expect(err).toContain('Claude is still open.');
    expect(claudesIn(place.home)).toEqual([claude]);
    expect(place.readSettings()).toBe(before);
    expect(workingKeys()).toHaveLength(1);
  });

  it('with --quit-claude quits it, takes everything back, and starts it again', async () => {
    const claude = await connected();
    const { status, out } = await place.run(['disconnect', '--quit-claude']);
    expect({ status, out }).toEqual({ status: 0, out: 'Claude Desktop is disconnected.\n' });
    expect(place.readSettings()).toBe(otherSettings);
    expect(workingKeys()).toEqual([]);
    expect(claudesIn(place.home)).toEqual([expect.any(Number)]);
    expect(claudesIn(place.home)).not.toContain(claude);
  });

  it('starts Claude again where the rest could not be done', async () => {
    await connected();
    convene.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
    const { status, err } = await place.run(['disconnect', '--quit-claude']);
    expect(status).toBe(5);
    expect(err).toContain('Not everything is taken back yet. Run disconnect again.');
    expect(claudesIn(place.home)).toEqual([expect.any(Number)]);
  });
});

describe('what Claude would write over', () => {
  it.each([
    ['undo', '--yes'],
    ['restore', '1', '--yes'],
  ])('is not changed by %s while Claude is open', async (...command) => {
    await connected();
    const before = place.readSettings();
    const { status, err } = await place.run(command);
    expect(status).toBe(6);
    expect(err).toContain('Claude is still open.');
    expect(place.readSettings()).toBe(before);
  });
});

describe('doctor --fix', () => {
  it('quits Claude, puts our entry back, and starts it again', async () => {
    const claude = await connected();
    const before = withoutOurEntry();
    const { status, out } = await place.run(['doctor', '--fix']);
    // This Claude keeps no log, so what it has started isn't known.
    expect(status).toBe(8);
    expect(out).not.toContain('✗');
    expect(out).toContain('✓ Our entry in it: convene-quince-street');
    expect(JSON.parse(place.readSettings())).toEqual(JSON.parse(before));
    expect(claudesIn(place.home)).toEqual([expect.any(Number)]);
    expect(claudesIn(place.home)).not.toContain(claude);
  });

  it('says why it could not: a Claude that doesn’t quit is left alone', async () => {
    const before = await connected();
    process.kill(before, 'SIGKILL');
    await vi.waitFor(() => expect(claudesIn(place.home)).toEqual([]));
    const claude = await openStubbornClaude();
    withoutOurEntry();
    const { status, out, err } = await place.run(['doctor', '--fix']);
    expect(status).toBe(1);
    expect(err).toContain('We asked Claude to quit, and it is still open.');
    expect(out).toContain('✗ Our entry in it');
    expect(claudesIn(place.home)).toEqual([claude]);
    expect(place.readSettings()).toBe(otherSettings);
  });
});
