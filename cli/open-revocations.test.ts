import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

const tablet = 'ChatGPT on Info tent tablet';
const always = Number.POSITIVE_INFINITY;

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
});
afterAll(() => world.close());

const works = (): boolean =>
  convene.keys().some(({ name, revoked_at }) => name === tablet && revoked_at === null);

/** Asked for while Convene couldn't be reached, and signed out after that. */
async function leaveOpen() {
  const cut = convene.faults.add({ kind: 'close', method: 'DELETE', times: always });
  expect((await place.run(['keys', 'revoke', tablet, '--yes'])).status).toBe(5);
  const logout = await place.run(['logout']);
  cut.remove();
  return logout;
}

describe('a revocation that isn’t confirmed', () => {
  it('is named by logout, with the page where the key can be revoked', async () => {
    const { status, out } = await leaveOpen();
    expect(status).toBe(5);
    expect(out).toContain(`The key “${tablet}” of Quince Street Market may still work.`);
    expect(out).toContain(`${convene.address}/admin/api_keys`);
  });

  it('is named by status while nobody is signed in, which ends as not confirmed', async () => {
    await leaveOpen();
    const words = await place.run(['status']);
    expect(words.status).toBe(5);
    expect(words.out).toContain(`The key “${tablet}” may still work`);
    expect(words.out).toContain(`Quince Street Market at ${new URL(convene.address).host}`);
    expect(words.out).toContain('as soon as ana@quince.example signs in');
    expect(words.out).toContain(`${convene.address}/admin/api_keys`);
    expect((await place.run(['status', '--json'])).json()).toMatchObject({
      value: { openRevocations: [{ what: 'key', name: tablet, askedBy: ['ana@quince.example'] }] },
    });
  });

  it('is taken up when the same person signs in, who hears so', async () => {
    await leaveOpen();
    const { status, err } = await signIn();
    expect(status).toBe(0);
    expect(err).toContain(`“${tablet}” is settled`);
    expect(works()).toBe(false);
    expect((await place.run(['status'])).out).not.toContain(tablet);
  });

  it('isn’t taken up when somebody else signs in', async () => {
    await leaveOpen();
    const { out, err } = await signIn('tom@quince.example');
    expect(out + err).not.toContain(tablet);
    expect(works()).toBe(true);
    const status = await place.run(['status']);
    expect(status.out).toContain('as soon as ana@quince.example signs in');
    expect(status.status).toBe(5);
  });
});
