import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// The built program with a real keychain: each command once, and what only a process can show. What the commands do
// besides is tried in the other files, in this process. Connecting, rotate and doctor:
// program-connect.test.ts; audit, settings, undo and scan: in the files of those names.

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('real');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
});
afterAll(() => world.close());

const find = (name: string) => convene.keys().find((key) => key.name === name);

describe('login', () => {
  it('shows the address and the code, waits, and says who is signed in', async () => {
    const login = place.start(['login']);
    const [, address] = await login.said(/Open (\S+)/);
    const [, code = ''] = await login.said(/code (\S+)\./);
    expect(address).toContain(convene.address);
    convene.approve(code);
    const { status, out } = await login.ended;
    expect(status).toBe(0);
    expect(out).toContain('Signed in as Ana Ferreira (ana@quince.example), for Quince Street Market');
  });

  it('stops at Ctrl-C, and nobody is signed in', async () => {
    const login = place.start(['login', '--json']);
    await login.said(/Ctrl-C stops/);
    login.child.kill('SIGINT');
    const ended = await login.ended;
    expect(ended.status).toBe(3);
    expect(ended.json()).toMatchObject({ ok: false, error: { code: 'sign-in-cancelled' } });
    expect((await place.runProgram(['status'])).status).toBe(3);
  });

  it('says that the keychain is missing before it asks anybody to approve', async () => {
    const { status, err } = await place.runProgram(['login'], {
      env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
    });
    expect(status).toBe(1);
    expect(err).toContain('No desktop session was found');
    expect(err).not.toContain('approve');
  });
});

describe('login with a key', () => {
  it('takes it from standard input', async () => {
    const { token } = convene.createKey('Pasted');
    const { status, out } = await place.runProgram(['login', '--key'], { input: `\n  ${token}\n` });
    expect(status).toBe(0);
    expect(out).toContain(`Working with the pasted key …${token.slice(-4)} of Quince Street Market`);
  });

  it('does not wait for the pipe to be closed', async () => {
    const { token } = convene.createKey('Pasted');
    const login = place.start(['login', '--key'], { input: `${token}\n`, inputStaysOpen: true });
    expect((await login.ended).status).toBe(0);
  });
});

describe('status', () => {
  it('reads the session that another process has kept', async () => {
    await signIn();
    const { status, out } = await place.runProgram(['status']);
    expect(status).toBe(0);
    expect(out).toContain('Signed in as Ana Ferreira');
    expect(out).toContain('Claude Desktop is not connected.');
  });
});

describe('organization', () => {
  it('is chosen for the commands after it', async () => {
    await signIn();
    expect((await place.runProgram(['organization', 'harbor-makers'])).status).toBe(0);
    expect((await place.runProgram(['status', '--json'])).json()).toMatchObject({
      value: { account: { state: 'signed-in', organizationId: 'org_harbor' } },
    });
  });
});

describe('keys', () => {
  it('says times in the zone of this computer', async () => {
    await signIn();
    convene.createKey('Gone on Stall');
    const { revoked_at } = convene.revokeKeyByHand('Gone on Stall');
    const time = (timeZone: string) =>
      new Date(revoked_at ?? '')
        .toLocaleTimeString('en-GB', { timeZone, hour: 'numeric', minute: '2-digit' })
        .replace(/^0(?=\d)/, '');
    for (const zone of ['Asia/Kathmandu', 'America/St_Johns']) {
      const { out } = await place.runProgram(['keys', 'list', '--all'], { env: { TZ: zone } });
      expect(out).toContain(`, ${time(zone)}`);
    }
  });

  it('list may run twice at once', async () => {
    await signIn();
    const both = await Promise.all([place.runProgram(['keys', 'list']), place.runProgram(['keys', 'list'])]);
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    expect(both[0]?.out).toBe(both[1]?.out);
  });

  it('create puts the token alone on standard output, and the rest beside it', async () => {
    await signIn();
    const { status, out, err } = await place.runProgram(['keys', 'create', 'Gemini'], { showsToken: true });
    expect(status).toBe(0);
    expect(out).toMatch(/^fm_org_[A-Za-z0-9]{20,}\n$/);
    expect(err).toContain('“Gemini on Market office laptop” is made.');
  });

  it('revoke without a terminal and without --yes revokes nothing and says why', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    const words = await place.runProgram(['keys', 'revoke', 'ChatGPT on Stall']);
    expect(words.status).toBe(6);
    expect(words.err).toContain('Nothing was revoked: there is no terminal to ask on. Add --yes');
    expect(find('ChatGPT on Stall')?.revoked_at).toBeNull();
  });

  it('replace, killed by its own command, goes on with the same key', async () => {
    await signIn();
    convene.createKey('Shop on web server');
    const there = join(place.home, 'there');
    const args = ['keys', 'replace', 'Shop on web server', '--into'];
    const killed = await place.runProgram([...args, `cat > '${there}'; kill -9 $PPID`]);
    expect(killed.status).toBeNull();
    const first = readFileSync(there, 'utf8');
    expect(find('Shop on web server')?.revoked_at).toBeNull();
    const { status } = await place.runProgram([...args, `cat > '${there}'`]);
    expect(status).toBe(0);
    expect(readFileSync(there, 'utf8')).toBe(first);
    expect(convene.accepts(first)).toBe(true);
  });

  it('revoke with --yes revokes the key that is named', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    const { status, out } = await place.runProgram(['keys', 'revoke', 'ChatGPT on Stall', '--yes']);
    expect(status).toBe(0);
    expect(out).toMatch(/^Revoked today, \d+:\d\d:\d\d\.\nConvene confirmed it\. We hold no copy/);
    expect(find('ChatGPT on Stall')?.revoked_at).toBeTruthy();
  });
});

describe('incident', () => {
  const lost = 'Volunteer laptop';
  const cursor = `Cursor on ${lost}`;
  let token: string;
  beforeEach(async () => {
    await signIn();
    ({ token } = convene.createKey(cursor));
    convene.createKey(`ChatGPT on ${lost}`);
  });
  const revoked = (): string[] =>
    convene
      .keys()
      .filter(({ name, revoked_at }) => name.endsWith(lost) && revoked_at)
      .map(({ name }) => name);

  it('leak finds the key in a text from standard input', async () => {
    const asked = { input: `Look what I found: "${token}" in a mail` };
    expect((await place.runProgram(['incident', 'leak', '--text-from', '-', '--yes'], asked)).status).toBe(0);
    expect(revoked()).toEqual([cursor]);
  });

  it('card names the keys', async () => {
    const card = join(place.home, 'card.html');
    expect((await place.runProgram(['incident', 'card', '--out', card])).status).toBe(0);
    expect(readFileSync(card, 'utf8')).toContain(lost);
  });

  it('device, then list, report and close', async () => {
    expect((await place.runProgram(['incident', 'device', lost, '--yes'])).status).toBe(0);
    expect(revoked()).toHaveLength(2);
    const { out } = await place.runProgram(['incident', 'list']);
    expect(out).toMatch(/^[0-9a-f]{8} {2}Lost device: Volunteer laptop /);
    const report = await place.runProgram(['incident', 'report', '--format', 'json']);
    expect(JSON.parse(report.out)).toMatchObject({ kind: 'device' });
    expect((await place.runProgram(['incident', 'close'])).status).toBe(0);
  });

  describe('that is killed while Convene is asked', () => {
    it.each([
      ['about every key', ['Cursor', 'ChatGPT']],
      ['about one key, the other being revoked', ['ChatGPT']],
    ])('%s, is gone on with by the next command', async (_when, assistants) => {
      const hanging = assistants.map((assistant) => {
        const key = convene.keys().find(({ name }) => name === `${assistant} on ${lost}`);
        return convene.faults.add({
          kind: 'hang',
          method: 'DELETE',
          path: `/admin/api_keys/${key?.id}`,
          times: Number.POSITIVE_INFINITY,
        });
      });
      const { child } = place.start(['incident', 'device', lost, '--yes']);
      const both = { timeout: 15_000, interval: 10 };
      await vi.waitFor(() => {
        expect(hanging.map((fault) => fault.hits() > 0)).not.toContain(false);
        expect(revoked()).toHaveLength(2 - assistants.length);
      }, both);
      child.kill('SIGKILL');
      for (const fault of hanging) fault.remove();
      const next = await place.runProgram(['incident', 'status', '--json']);
      expect(next.status).toBe(0);
      const done = [{ status: 'done' }, { status: 'done' }];
      expect(next.json()).toMatchObject({ ok: true, value: { incidents: [{ items: done }] } });
      expect(revoked()).toHaveLength(2);
    });
  });
});

describe('logout', () => {
  it('leaves nothing for the next command', async () => {
    await signIn();
    const { status, out } = await place.runProgram(['logout']);
    expect(status).toBe(0);
    expect(out).toContain('Nothing stays behind on this computer.');
    expect((await place.runProgram(['status'])).status).toBe(3);
  });
});
