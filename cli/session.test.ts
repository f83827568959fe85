import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// In this process, with the keychain in memory; what only a process can show is in program.test.ts.

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
});
afterAll(() => world.close());

describe('login', () => {
  it('answers one JSON object, and shows the code beside it', async () => {
    const login = await place.login((code) => convene.approve(code), '--json');
    expect(login.json()).toMatchObject({ ok: true, value: { state: 'signed-in' } });
  });

  it('that was denied in the browser says so', async () => {
    const { status, err } = await place.login((code) => convene.deny(code));
    expect(status).toBe(3);
    expect(err).toContain('Sign-in was denied in the browser.');
  });

  it('says that Convene can’t be reached', async () => {
    await convene.stop();
    const { status, err, out } = await place.run(['login']);
    expect(status).toBe(4);
    expect(err).toContain('Convene can’t be reached.');
    expect(out).toBe('');
  });

  it('says how to go on where sign-in isn’t offered', async () => {
    ({ place, convene } = await world.fresh({ server: { metadata: false } }));
    const { status, err } = await place.run(['login']);
    expect(status).toBe(3);
    expect(err).toContain('convene-companion login --key');
  });

  it('keeps a session that stands instead of leaving it behind on the server', async () => {
    await signIn();
    const again = await place.run(['login']);
    expect(again.status).toBe(0);
    expect(again.out).toContain('Signed in as Ana Ferreira');
    const key = await place.run(['login', '--key'], { input: `${convene.createKey('Spare').token}\n` });
    expect(key.status).toBe(2);
    expect(key.err).toContain('Run logout first.');
  });

  it('goes on to sign in when the session was ended on the server', async () => {
    await signIn();
    convene.endSessions();
    const { status, out } = await signIn('tom@quince.example');
    expect(status).toBe(0);
    expect(out).toContain('Tom Okafor');
  });
});

describe('login with a key', () => {
  it.each([
    ['another word', 'hunter2\n'],
    ['an empty line', '\n'],
    ['a key cut short', 'fm_org_abc\n'],
  ])('refuses %s', async (_what, input) => {
    const { status, err } = await place.run(['login', '--key'], { input });
    expect(status).toBe(2);
    expect(err).toContain('This isn’t a Convene key.');
  });

  it('says that Convene refused a key that was revoked', async () => {
    const { token } = convene.createKey('Gone');
    convene.revokeKeyByHand('Gone');
    const { status, err } = await place.run(['login', '--key'], { input: token });
    expect(status).toBe(3);
    expect(err).toContain('Convene refused this key.');
    expect((await place.run(['status'])).status).toBe(3);
  });

  it.each([
    ['--key', '='],
    ['--key', ' '],
    ['', ' '],
  ])('refuses one among the arguments without repeating it (%s%s)', async (option, joint) => {
    // Long enough to be refused, and too short for the watch over the whole run, which would find it here.
    const token = `fm_org_${randomBytes(6).toString('hex')}`;
    const args = ['login', ...`${option}${joint}${token}`.split(' ').filter(Boolean)];
    const words = await place.run(args);
    expect(words.status).toBe(2);
    expect(words.err).toContain('A key must not stand in a command');
    expect((await place.run([...args, '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
  });
});

describe('status', () => {
  it('says that nobody is signed in, with status 3', async () => {
    const words = await place.run(['status']);
    expect(words).toMatchObject({ status: 3, err: '' });
    expect(words.out).toContain('Nobody is signed in. Run: convene-companion login');
    const json = await place.run(['status', '--json']);
    expect(json.status).toBe(3);
    expect(json.json()).toEqual({
      ok: true,
      value: {
        account: { state: 'signed-out' },
        connections: [{ state: 'not-connected', client: 'claude-desktop' }],
        findings: [],
      },
    });
  });

  it('says who is signed in, and what is connected', async () => {
    await signIn();
    const words = await place.run(['status']);
    expect(words.status).toBe(0);
    expect(words.out).toContain('for Quince Street Market');
    expect(words.out).toContain('Claude Desktop is not connected.');
    expect((await place.run(['--json', 'status'])).json()).toMatchObject({
      ok: true,
      value: { account: { state: 'signed-in', person: { email: 'ana@quince.example' } } },
    });
  });

  it('says what a pasted key can’t do', async () => {
    await place.run(['login', '--key'], { input: convene.createKey('Pasted').token });
    const { status, out } = await place.run(['status']);
    expect(status).toBe(0);
    expect(out).toContain('A key can’t manage keys: login without --key does.');
  });

  it('notices that the session was ended on the server', async () => {
    await signIn();
    convene.endSessions();
    const { status, out } = await place.run(['status']);
    expect(status).toBe(3);
    expect(out).toContain('Nobody is signed in.');
  });

  it('says what it remembers when Convene can’t be reached, with status 4', async () => {
    await signIn();
    await convene.stop();
    const words = await place.run(['status']);
    expect(words.status).toBe(4);
    expect(words.out).toContain('Signed in as Ana Ferreira');
    expect(words.err).toContain('Not up to date. Convene can’t be reached.');
  });
});

describe('organization', () => {
  it('lists those of the person and chooses the one that the others are about', async () => {
    await signIn();
    expect((await place.run(['organization'])).out).toBe(
      '* Quince Street Market (quince-street)\n  Harbor Makers Fair (harbor-makers)\n',
    );
    expect((await place.run(['organization', 'harbor-makers'])).status).toBe(0);
    expect((await place.run(['status'])).out).toContain('for Harbor Makers Fair');
  });

  it('says that there is none of that name', async () => {
    await signIn();
    const { status, err } = await place.run(['organization', 'Elsewhere']);
    expect(status).toBe(2);
    expect(err).toContain('You have no organization “Elsewhere”.');
  });
});

describe('logout', () => {
  it('leaves no session, no secret and no list behind', async () => {
    await signIn();
    await place.run(['keys', 'list']);
    const { status, out } = await place.run(['logout']);
    expect(status).toBe(0);
    expect(out).toContain('Nothing stays behind on this computer.');
    expect(readdirSync(place.folder).filter((name) => name !== 'companion.log')).toEqual([]);
    expect((await place.run(['status'])).status).toBe(3);
    const sessions = convene.database.all(
      z.object({ id: z.string() }),
      'SELECT id FROM sessions WHERE ended_at IS NULL',
    );
    expect(sessions).toEqual([]);
  });

  it('takes keys out of its copies of settings, and names the files in which one stands', async () => {
    await signIn();
    const cursor = join(place.home, '.cursor', 'mcp.json');
    mkdirSync(dirname(cursor));
    const token = `fm_org_${'a1b'.repeat(9)}`;
    writeFileSync(cursor, JSON.stringify({ mcpServers: { mine: { command: 'npx', args: [token] } } }));
    await place.run(['connect', 'cursor']);
    const { status, out } = await place.run(['logout']);
    expect(status).toBe(5);
    expect(out).not.toContain('Nothing stays behind');
    expect(out).toContain(`A Convene key that was put there by hand stands in ${cursor}.`);
    const copies = readdirSync(join(place.folder, 'backups')).filter((name) => name.endsWith('.json'));
    expect(copies.length).toBeGreaterThan(1);
    for (const name of copies)
      expect(readFileSync(join(place.folder, 'backups', name), 'utf8'), name).not.toContain('fm_org_');
  });

  it('says that the session may live on when Convene couldn’t be told', async () => {
    await signIn();
    await convene.stop();
    const { status, out } = await place.run(['logout']);
    expect(status).toBe(5);
    expect(out).toContain('The session of ana@quince.example may live on at Convene.');
    expect((await place.run(['status'])).status).toBe(3);
  });

  it('of somebody who isn’t signed in is no mistake', async () => {
    expect((await place.run(['logout'])).status).toBe(0);
  });
});
