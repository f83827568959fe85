import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { harbor, quince } from '../../demo/seed/people.ts';
import type { Result } from '../../shared/result.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const lost = 'Volunteer laptop';

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

describe('the emergency card', () => {
  it('names the keys of every market', async () => {
    world.server.createKey(`Cursor on ${lost}`);
    world.server.createKey(`ChatGPT on ${lost}`, undefined, harbor.id);
    companion = await world.openSignedIn();
    const card = value(await companion.papers.emergencyCard());
    for (const words of [quince.name, harbor.name, `Cursor on ${lost}`, `ChatGPT on ${lost}`])
      expect(card).toContain(words);
  });

  it('is there with a pasted key too, and doesn’t claim to name all', async () => {
    const { token, key } = world.server.createKey(`Cursor on ${lost}`);
    companion = await world.open();
    value(await companion.account.pasteKey(token));
    const card = value(await companion.papers.emergencyCard());
    expect(card).toContain(quince.name);
    expect(card).toContain(key.token_hint);
    expect(card).toContain('there may be more');
    expect(card).not.toContain(token);
  });

  it('isn’t there while nobody is known', async () => {
    companion = await world.open();
    expect(await companion.papers.emergencyCard()).toMatchObject({
      ok: false,
      error: { code: 'signed-out' },
    });
  });
});

describe('the report', () => {
  it('is there with a pasted key too, though the log can’t be read with it', async () => {
    const { key } = world.server.createKey(`Cursor on ${lost}`);
    companion = await world.openSignedIn();
    const begun = value(
      await companion.incidents.begin({
        kind: 'device',
        device: lost,
        keyIds: [key.id],
        sessionIds: [],
        lastTrustedAt: null,
      }),
    );
    await companion.incidents.settled(begun.id);
    world.server.endSessions();
    await companion.account.refresh();
    value(await companion.account.pasteKey(world.server.createKey('Pasted').token));
    const report = value(await companion.papers.report(begun.id));
    expect(report).toMatchObject({
      by: { email: 'ana@quince.example' },
      impact: null,
      markets: [
        { name: quince.name, contained: 1, of: 1 },
        { name: harbor.name, of: 0 },
      ],
    });
  });
});
