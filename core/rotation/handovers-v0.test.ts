import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { KeyView } from '../../shared/keys/key-view.ts';
import type { Result } from '../../shared/result.ts';
import { oldJournals } from '../../testing/old-journals.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';
import { handoverDataSchema } from './handover-data.ts';
import type { handoversV0 } from './handovers-v0.ts';

/** Files of the last version, in a world that is at the same moment: the next start finishes or takes back what they say. */
const name = 'ChatGPT on Front counter';
type Old = z.infer<typeof handoversV0.schema>['handovers'][string];
const left = oldJournals('handovers').map(
  ([moment, file]) =>
    [moment, Object.values((file as { handovers: Record<string, Old> }).handovers)[0] as Old] as const,
);

let world: World;
let key: Pick<KeyView, 'id' | 'name' | 'tokenHint'>;
beforeEach(async () => {
  world = await createMemoryWorld();
  const made = world.server.createKey(name).key;
  key = { id: made.id, name, tokenHint: made.token_hint };
});
afterEach(() => world.end());

function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const live = (): string[] => world.liveKeys().filter((one) => one.startsWith(name));
const path = (): string => join(world.folder, 'handovers.json');

/** As a companion of that version left it; its answer was lost where it has no new key yet. */
async function putOldFile({ stage, newKey: hasNewKey }: Old): Promise<void> {
  const companion = await world.openSignedIn();
  const begun = valueIn(await companion.handovers.start(key));
  if (stage === 'placed') valueIn(await companion.handovers.placed(begun.id));
  await companion.close();
  const noted = valueIn(await world.notes.read('handover', begun.id));
  if (!noted) throw new Error('nothing was begun');
  const { owner, begunAt } = noted;
  const { placed: _placed, finish: _finish, newKey, ...data } = handoverDataSchema.parse(noted.data);
  const handover = {
    ...data,
    id: begun.id,
    server: owner.server,
    organization: { id: owner.organizationId, name: owner.organizationName },
    ...(hasNewKey ? { newKey } : {}),
    begunAt,
    stage,
  };
  await world.notes.remove('handover', begun.id);
  writeFileSync(path(), JSON.stringify({ handovers: { [begun.id]: handover } }));
}

describe.each(left)('a handover left at “%s”', (_moment, old) => {
  let next: Companion;
  beforeEach(async () => {
    await putOldFile(old);
    next = await world.open();
  });

  it('is shown as before', async () => {
    expect(next.handovers.view()).toMatchObject([{ stage: old.stage, oldKey: { id: key.id } }]);
    expect(existsSync(`${path()}.v0`)).toBe(true);
  });

  it('is gone on with to one key', async () => {
    const { id } = valueIn(await next.handovers.start(key));
    valueIn(await next.handovers.placed(id));
    valueIn(await next.handovers.finish(id));
    expect(live()).toHaveLength(1);
    expect(world.server.keys().find((one) => one.id === key.id)?.revoked_at).toBeTruthy();
    expect(next.handovers.view()).toEqual([]);
  });

  it('is taken back to the old key', async () => {
    const [begun] = next.handovers.view();
    valueIn(await next.handovers.cancel(begun?.id ?? ''));
    expect(live()).toEqual([name]);
    expect(await world.secrets.get(`connection:${begun?.id}`)).toEqual({ ok: true, value: undefined });
  });
});

it('a file that nobody understands stays, and keeps a second successor from being made', async () => {
  const companion = await world.openSignedIn();
  writeFileSync(path(), '{ "handovers": { "half');
  expect(await companion.handovers.start(key)).toMatchObject({
    error: { code: 'storage-failed', path: path() },
  });
  expect(readFileSync(path(), 'utf8')).toBe('{ "handovers": { "half');
  expect(live()).toEqual([name]);
});
