import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quince } from '../../demo/seed/people.ts';
import type { IncidentView } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
});
afterEach(() => world.end());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

async function leak(): Promise<IncidentView> {
  const keyIds = [world.server.createKey('Leaked').key.id];
  const begun = value(
    await companion.incidents.begin({ kind: 'leak', keyIds, sessionIds: [], lastTrustedAt: null }),
  );
  return value(await companion.incidents.settled(begun.id));
}
const namesSince = ({ createdSince }: IncidentView): string[] => createdSince.keys.map(({ name }) => name);

describe('a key that this companion made a minute ago', () => {
  it('is never offered as made since', async () => {
    value(await companion.keys.create('ChatGPT', 'Barn'));
    const stranger = world.server.createKey('Quiet helper').key.name;
    const names = namesSince(await leak());
    expect(names).toContain(stranger);
    expect(names).not.toContain('ChatGPT on Barn');
  });

  it('isn’t offered by the next start either', async () => {
    value(await companion.keys.create('ChatGPT', 'Barn'));
    await companion.close();
    companion = await world.open();
    expect(namesSince(await leak())).not.toContain('ChatGPT on Barn');
  });

  it('is noted by its id alone', async () => {
    const { token } = value(await companion.keys.create('ChatGPT', 'Barn'));
    const noted = world.files().find(({ path }) => path.endsWith('made-here.json'))?.text ?? '';
    expect(noted).toContain(quince.id);
    expect(noted).not.toMatch(/ChatGPT|Front desk/);
    expect(noted).not.toContain(token);
  });

  it('may be among what was made since where the note can’t be read, and that is said', async () => {
    value(await companion.keys.create('ChatGPT', 'Barn'));
    const path = join(world.folder, 'made-here.json');
    writeFileSync(path, 'not ours');
    rmSync(`${path}.last`, { force: true });
    const { createdSince } = await leak();
    expect(createdSince.maybeOwn).toBe(true);
    expect(createdSince.keys.map(({ name }) => name)).toContain('ChatGPT on Barn');
  });

  it('is forgotten with the sign-in', async () => {
    value(await companion.keys.create('ChatGPT', 'Barn'));
    await companion.signOut();
    expect(world.files().filter(({ path }) => path.includes('made-here'))).toEqual([]);
  });
});
