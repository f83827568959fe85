import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// The commands are run by the system's own shell.

const name = 'Shop on web server';
let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
/** Where the command puts the key. */
let there: string;
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
  convene.createKey(name);
  there = join(place.home, 'there');
});
afterAll(() => world.close());

const working = (): string[] =>
  convene
    .keys()
    .filter((key) => key.revoked_at === null && key.name.startsWith(name))
    .map((key) => key.name);
const replace = (...args: string[]) => place.run(['keys', 'replace', name, ...args]);
const putThere = (): string => `cat > '${there}'`;

describe('keys replace --into', () => {
  it('gives the new key to the command, and revokes the old one', async () => {
    const { status, out } = await replace('--into', putThere());
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining(`“${name}” is replaced.`) });
    expect(convene.accepts(readFileSync(there, 'utf8'))).toBe(true);
    expect(working()).toEqual([name]);
  });

  it('answers both keys and the proof, as JSON', async () => {
    const [old] = convene.keys().filter((key) => key.name === name);
    const { status, json } = await replace('--into', putThere(), '--json');
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      value: { oldKey: { id: old?.id, name }, newKey: { name }, proof: { kind: 'confirmed' } },
    });
  });

  it('gives it nowhere else: no argument, no variable', async () => {
    const look = join(place.home, 'look');
    const { status } = await replace(
      '--into',
      `${putThere()}; tr '\\0' '\\n' < /proc/$$/environ > '${look}'; ps -ww -eo args >> '${look}'`,
    );
    expect(status).toBe(0);
    expect(readFileSync(look, 'utf8')).not.toContain(readFileSync(there, 'utf8'));
  });

  it('passes on what the command says, on standard error, with dots in the place of the key', async () => {
    const { out, err } = await replace(
      '--into',
      `key=$(cat); echo "got $key."; printf %s "$key" | cut -c1-9 >&2; printf '%s' "$key" > '${there}'`,
    );
    expect(err).toContain('got ••••••.');
    expect(err).toContain('fm_org_');
    expect(out).not.toContain('got');
  });

  it('revokes nothing where the command fails, and says so; the next try has the same key', async () => {
    const { status, err } = await replace('--into', `${putThere()}; exit 3`);
    expect(status).toBe(1);
    expect(err).toContain('The command ended with 3. Nothing was revoked');
    expect(working()).toHaveLength(2);
    const first = readFileSync(there, 'utf8');
    expect((await replace('--into', putThere())).status).toBe(0);
    expect(readFileSync(there, 'utf8')).toBe(first);
    expect(working()).toEqual([name]);
  });

  it('revokes nothing where the command isn’t there', async () => {
    const { status, json } = await replace('--into', 'no-such-program-anywhere', '--json');
    expect(status).toBe(1);
    expect(json()).toMatchObject({ error: { code: 'client-command-failed', name } });
    expect(working()).toHaveLength(2);
  });

  it('takes a command that doesn’t read the key by its word', async () => {
    expect((await replace('--into', 'exit 0')).status).toBe(0);
    expect(working()).toEqual([name]);
  });

  it.each([[[]], [['--revoke-after', '24h']]])(
    'asks where the key goes when it isn’t said: %j',
    async (args) => {
      const { status, err } = await replace(...args);
      expect(status).toBe(2);
      expect(err).toContain('Where does the new key go?');
      expect(working()).toEqual([name]);
    },
  );

  it.each(['soon', '0h', '24', '-1h', '1w'])('takes no time like %s', async (time) => {
    const { status, err } = await replace('--into', putThere(), '--revoke-after', time);
    expect(status).toBe(2);
    expect(err).toContain('A time is written as 30m, 24h or 7d.');
    expect(working()).toEqual([name]);
  });
});

describe('keys replace --revoke-after', () => {
  const usedMinutesAgo = (minutes: number): number =>
    convene.database.run('UPDATE api_keys SET last_used_at = ? WHERE name = ?', [
      new Date(Date.now() - minutes * 60_000).toISOString(),
      name,
    ]);

  it('leaves the old key until it was unused for so long, and says until when at least', async () => {
    usedMinutesAgo(1);
    const { status, out, json } = await replace('--into', putThere(), '--revoke-after', '24h', '--json');
    expect(status).toBe(0);
    const { value } = json() as { value: { notBefore: string; lastUsedAt: string } };
    expect(Date.parse(value.notBefore) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(out).toContain('notBefore');
    expect(working()).toHaveLength(2);
  });

  it('goes on with keys replace alone, and gives nothing to a command again', async () => {
    await replace('--into', putThere(), '--revoke-after', '24h');
    const { status, out } = await replace();
    expect(status).toBe(0);
    expect(out).toContain('The new key is in its place. Both work.');
    expect(working()).toHaveLength(2);
  });
});

describe('keys replace --back', () => {
  it('keeps the old key; what a command was given is only taken back when one agrees', async () => {
    await replace('--into', 'exit 3');
    const refused = await replace('--back');
    expect(refused.status).toBe(6);
    expect(refused.err).toContain('what it put in place would stop working');
    expect(working()).toHaveLength(2);
    const { status, out } = await replace('--back', '--yes');
    expect({ status, out }).toEqual({
      status: 0,
      out: `“${name}” stays in use, and the new key is revoked.\n`,
    });
    expect(working()).toEqual([name]);
  });

  it('has nothing to do where nothing was begun', async () => {
    expect((await replace('--back')).status).toBe(1);
  });
});

it('keys replace leaves a revoked key and an unknown one alone', async () => {
  convene.revokeKeyByHand(name);
  expect((await replace('--into', putThere())).status).toBe(2);
  expect((await place.run(['keys', 'replace', 'Nobody', '--into', putThere()])).status).toBe(2);
});
