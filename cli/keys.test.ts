import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

const find = (name: string) => convene.keys().find((key) => key.name === name);

describe('keys list', () => {
  it('has a line per working key, in columns that line up', async () => {
    await signIn();
    const { key } = convene.createKey('ChatGPT on Market office laptop 🍐');
    const { status, out } = await place.run(['keys', 'list']);
    expect(status).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(convene.keys().filter(({ revoked_at }) => !revoked_at).length + 1);
    const row = lines.find((line) => line.includes('ChatGPT on Market office laptop 🍐')) ?? '';
    expect(row).toContain(key.token_hint);
    expect(row).toContain('in 90 days');
    const column = lines[0]?.indexOf('ENDS IN') ?? -1;
    // The pear takes two cells and two UTF-16 units, so the columns line up in both.
    expect(lines.slice(1).filter((line) => line[column] !== '…')).toEqual([]);
  });

  it('has the revoked ones too when asked', async () => {
    await signIn();
    convene.createKey('Gone on Stall');
    convene.revokeKeyByHand('Gone on Stall');
    expect((await place.run(['keys', 'list'])).out).not.toContain('Gone on Stall');
    expect((await place.run(['keys', 'list', '--all'])).out).toMatch(/Gone on Stall .* revoked today, /);
  });

  it('answers one JSON object, with the option in either place', async () => {
    await signIn();
    const before = (await place.run(['--json', 'keys', 'list'])).json();
    const after = (await place.run(['keys', 'list', '--json'])).json();
    const value = {
      keys: expect.arrayContaining([expect.objectContaining({ name: 'Claude Desktop on Front desk iMac' })]),
    };
    expect(before).toMatchObject({ ok: true, value });
    expect(after).toMatchObject({ ok: true, value });
  });

  it('says in JSON when each key is due; a revoked one never is', async () => {
    await signIn();
    convene.createKey('New on Stall');
    convene.createKey('Gone on Stall');
    convene.revokeKeyByHand('Gone on Stall');
    const { keys } = (await place.run(['keys', 'list', '--all', '--json'])).json().value as {
      keys: { name: string; createdAt: string; dueAt: string | null; stage: string }[];
    };
    const named = (name: string) => keys.find((key) => key.name === name);
    expect(named('Gone on Stall')).toMatchObject({ dueAt: null, stage: 'revoked' });
    expect(named('New on Stall')).toMatchObject({ stage: 'fresh' });
    expect(new Date(named('New on Stall')?.dueAt ?? '') > new Date()).toBe(true);
  });

  it('shows the last known list when Convene can’t be reached, and ends with 4', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    await place.run(['keys', 'list']);
    await convene.stop();
    const words = await place.run(['keys', 'list']);
    expect(words.status).toBe(4);
    expect(words.out).toContain('ChatGPT on Stall');
    expect(words.err).toMatch(/The list as it was at .* today\. Convene can’t be reached\./);
    expect((await place.run(['keys', 'list', '--json'])).json()).toMatchObject({
      ok: true,
      value: { stale: { code: 'offline' } },
    });
  });

  it('without a list from before says that Convene can’t be reached', async () => {
    await signIn();
    await convene.stop();
    const { status, out } = await place.run(['keys', 'list']);
    expect({ status, out }).toEqual({ status: 4, out: '' });
  });

  it('isn’t for volunteers', async () => {
    await signIn('vera@quince.example');
    const { status, err } = await place.run(['keys', 'list']);
    expect(status).toBe(3);
    expect(err).toContain('Admins and market managers can manage keys.');
  });

  it('asks to sign in first', async () => {
    const { status, err } = await place.run(['keys', 'list']);
    expect(status).toBe(3);
    expect(err).toContain('Run: convene-companion login');
  });

  it('lets nothing in a name steer the terminal', async () => {
    await signIn();
    convene.createKey('Evil \u202eetnu\u009b31m on Stall');
    const { out } = await place.run(['keys', 'list']);
    expect(out).toContain('Evil');
    for (const sign of ['\u202e', '\u009b']) expect(out).not.toContain(sign);
  });
});

describe('keys create', () => {
  it('puts the token alone on standard output, and the rest beside it', async () => {
    await signIn();
    const { status, out, err } = await place.run(['keys', 'create', 'Gemini'], { showsToken: true });
    expect(status).toBe(0);
    expect(out).toMatch(/^fm_org_[A-Za-z0-9]{20,}\n$/);
    expect(err).toContain('“Gemini on Market office laptop” is made.');
    expect(find('Gemini on Market office laptop')?.token_hint).toBe(`…${out.trim().slice(-4)}`);
  });

  it('names another device when told to, and answers one JSON object', async () => {
    await signIn();
    const made = await place.run(['keys', 'create', 'Gemini', '--device', 'Stall “3” 🍐', '--json'], {
      showsToken: true,
    });
    expect(made.json()).toMatchObject({
      ok: true,
      value: { name: 'Gemini on Stall “3” 🍐', tokenHint: expect.stringMatching(/^…/), stage: 'fresh' },
    });
    expect(find('Gemini on Stall “3” 🍐')).toBeDefined();
  });

  it('says that a working key has that name', async () => {
    await signIn();
    convene.createKey('Gemini on Market office laptop');
    const { status, err, out } = await place.run(['keys', 'create', 'Gemini']);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain('There is a working key called “Gemini on Market office laptop” already.');
    expect(err).toContain('“Gemini on Market office laptop (2)” is free');
    expect(err).not.toMatch(/revoke/i);
  });

  it('without a name for the assistant makes nothing', async () => {
    await signIn();
    const keys = convene.keys().length;
    const { status, err } = await place.run(['keys', 'create', ' ']);
    expect(status).toBe(2);
    expect(err).toContain('Say which assistant will use the key');
    expect(convene.keys()).toHaveLength(keys);
  });

  it('says that the key may have been made when the answer got lost', async () => {
    await signIn();
    convene.faults.add({ kind: 'act-then-close', method: 'POST', path: '/admin/api_keys', times: 20 });
    const { status, err } = await place.run(['keys', 'create', 'Gemini']);
    expect(status).toBe(4);
    expect(err).toContain('The key may have been made all the same');
  });
});

describe('keys revoke', () => {
  const revoke = (which: string, ...more: string[]) => place.run(['keys', 'revoke', which, '--yes', ...more]);

  it.each(['name', 'id', 'hint', 'four characters'])('takes the %s of a key', async (kind) => {
    await signIn();
    const { key } = convene.createKey('ChatGPT on Stall');
    const { name, id, token_hint: hint } = key;
    const which = { name, id, hint, 'four characters': hint.slice(1) }[kind] ?? '';
    const { status, out } = await revoke(which);
    expect(status).toBe(0);
    expect(out).toMatch(/^Revoked today, \d+:\d\d:\d\d\.\nConvene confirmed it\. We hold no copy/);
    expect(find('ChatGPT on Stall')?.revoked_at).toBeTruthy();
  });

  it('takes the working one of two with the same name', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    convene.revokeKeyByHand('ChatGPT on Stall');
    const { key } = convene.createKey('ChatGPT on Stall');
    expect((await revoke('ChatGPT on Stall', '--json')).json()).toMatchObject({
      ok: true,
      value: { kind: 'confirmed' },
    });
    expect(convene.keys().find(({ id }) => id === key.id)?.revoked_at).toBeTruthy();
  });

  it('asks which one when several working keys fit, and revokes none', async () => {
    await signIn();
    const { key } = convene.createKey('ChatGPT on Stall');
    convene.createKey(key.token_hint.slice(1));
    const { status, err } = await revoke(key.token_hint.slice(1));
    expect(status).toBe(2);
    expect(err).toContain(`Two keys fit “${key.token_hint.slice(1)}”.`);
    expect(err).toContain(key.id);
    expect(find('ChatGPT on Stall')?.revoked_at).toBeNull();
  });

  it('says that there is no such key', async () => {
    await signIn();
    const { status, err } = await revoke('Nobody on Nothing');
    expect(status).toBe(2);
    expect(err).toContain('There is no key “Nobody on Nothing”.');
  });

  it('without a terminal and without --yes revokes nothing and says why', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    const words = await place.run(['keys', 'revoke', 'ChatGPT on Stall']);
    expect(words.status).toBe(6);
    expect(words.err).toContain('Nothing was revoked: there is no terminal to ask on. Add --yes');
    expect((await place.run(['keys', 'revoke', 'ChatGPT on Stall', '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'consent-needed', name: 'ChatGPT on Stall' },
    });
    expect(find('ChatGPT on Stall')?.revoked_at).toBeNull();
  });

  it('of a revoked key says when it was revoked, without asking', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    convene.revokeKeyByHand('ChatGPT on Stall');
    const { status, out } = await place.run(['keys', 'revoke', 'ChatGPT on Stall']);
    expect(status).toBe(0);
    expect(out).toContain('Revoked today,');
  });

  it('never says revoked when the answer got lost, and has it settled at the next list', async () => {
    await signIn();
    convene.createKey('ChatGPT on Stall');
    const lost = convene.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
    const { status, out, err } = await revoke('ChatGPT on Stall');
    expect(status).toBe(5);
    expect(out).toBe('');
    expect(err).toContain('Not revoked yet. Treat this key as live.');
    expect(err).toContain(
      'Not confirmed: “ChatGPT on Stall”. The connection dropped before Convene answered.',
    );
    expect((await place.run(['keys', 'list'])).out).toContain('NOT REVOKED YET: treat as live');
    lost.remove();
    expect((await place.run(['keys', 'list'])).out).not.toContain('ChatGPT on Stall');
    expect(find('ChatGPT on Stall')?.revoked_at).toBeTruthy();
  });

  it('is refused to volunteers', async () => {
    await signIn('vera@quince.example');
    expect((await revoke('ChatGPT on Stall')).status).toBe(3);
  });

  it('needs more than a pasted key', async () => {
    await place.run(['login', '--key'], { input: convene.createKey('Pasted').token });
    const { status, err } = await revoke('Pasted');
    expect(status).toBe(3);
    expect(err).toContain('Run: convene-companion login');
  });
});
