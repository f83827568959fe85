import { launchApp, type RunningApp } from '../harness/app.ts';
import { connectClaude, keepAsking, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const keyName = 'Claude Desktop on Market office laptop';
interface ConveneKeys {
  readonly convene: { keys(): { id: string; name: string; revoked_at: string | null }[] };
}
const workingKeys = ({ convene }: ConveneKeys, name: string) =>
  convene.keys().filter((key) => key.name.startsWith(name) && key.revoked_at === null);
const working = (world: ConveneKeys): string[] => workingKeys(world, keyName).map(({ name }) => name);

test(`a key is replaced with proof while Claude keeps asking, and no answer fails (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const [oldKey] = workingKeys(world, keyName);
  const stopAsking = keepAsking(claude);
  await companion.tab('Keys');
  await companion.button(`Rotate ${keyName}`).click();
  await expect(companion.title(`“${keyName}” is replaced.`)).toBeVisible();
  await expect(companion.dialog().getByRole('group', { name: 'Proof' })).toContainText('Convene refused it.');
  const said = await stopAsking();
  expect(said.filter((answer) => !answer.includes('"pending_applications": 3'))).toEqual([]);
  expect(said.length).toBeGreaterThan(5);
  expect(claude.starts()).toBe(1);
  // Another key, by the name that people know.
  await expect.poll(() => working(world)).toEqual([keyName]);
  expect(workingKeys(world, keyName)[0]?.id).not.toBe(oldKey?.id);
  await companion.button('Done').click();
  await expect(companion.key('Claude Desktop', 'Market office laptop').first()).toBeVisible();
});

test(`a rotation that stops says what works, and is finished later (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const fault = world.convene.faults.add({ kind: 'close', method: 'DELETE', times: Infinity });
  await companion.tab('Keys');
  await companion.button(`Rotate ${keyName}`).click();
  await expect(companion.title(`“${keyName}” is not replaced yet.`)).toBeVisible({ timeout: 30_000 });
  await expect(companion.button('Put the old key back')).toBeHidden();
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
  await companion.button('Later').click();
  await expect(companion.text('two keys may work')).toBeVisible();
  fault.remove();
  await companion.button('Finish replacing it').click();
  await expect(companion.title(`“${keyName}” is replaced.`)).toBeVisible();
  expect(working(world)).toHaveLength(1);
});

test(`a rotation that stops before the old key goes can be taken back (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await companion.button('Replace it').click();
  await expect(companion.title(`“${keyName}” is replaced.`)).toBeVisible();
  await companion.button('Done').click();
  const [inUse = ''] = working(world);
  const fault = world.convene.faults.add({ kind: 'server-error', path: '/mcp', times: Infinity });
  await companion.button('Replace it').click();
  await expect(companion.title(`“${inUse}” is not replaced yet.`)).toBeVisible({ timeout: 30_000 });
  fault.remove();
  await companion.button('Put the old key back').click();
  await expect(companion.dialog()).toBeHidden();
  expect(working(world)).toEqual([inUse]);
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
});

test(`ChatGPT’s key is replaced with the person: made, copied, put in place, and only then revoked (${host})`, async ({
  world,
  companion,
}) => {
  const name = 'ChatGPT on Info tent tablet';
  const live = (): string[] => workingKeys(world, name).map(({ id }) => id);
  await signIn(world, companion);
  const [oldId] = live();
  await companion.button(`Rotate ${name}…`).click();
  await companion.button('Copy the new key').click();
  await expect(companion.dialog()).toContainText('On the clipboard for a minute');
  const copied = await world.clipboard();
  expect(world.convene.accepts(copied)).toBe(true);
  expect(live()).toHaveLength(2);
  await companion.button('Later').click();
  await expect(companion.text('is being replaced, and two keys work')).toBeVisible();

  await companion.button('Go on replacing it').click();
  await companion.button('It’s in place').click();
  await expect(companion.dialog()).toContainText('not used yet');
  await companion.button('Revoke the old key').click();
  await expect(companion.title(`“${name}” is replaced.`)).toBeVisible();
  expect(live()).toHaveLength(1);
  expect(live()).not.toContain(oldId);
  await companion.button('Done').click();
  await expect(companion.text('is being replaced, and two keys work')).toBeHidden();
});

test(`a copied key is taken off the clipboard after a minute, and what was copied since stays (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  const passes = await minutesOnCommand(running);
  await companion.button('Rotate ChatGPT on Info tent tablet…').click();
  await companion.button('Copy the new key').click();
  await expect.poll(() => world.clipboard()).toMatch(/^fm_org_/);
  await passes();
  await expect.poll(() => world.clipboard()).toBe('');

  await companion.button('Copy the new key').click();
  await expect.poll(() => world.clipboard()).toMatch(/^fm_org_/);
  await running.app.evaluate(({ clipboard }) => clipboard.writeText('something else'));
  await passes();
  expect(await world.clipboard()).toBe('something else');
});

/** Has what main does in a minute wait for a word: this many real minutes nobody has. */
async function minutesOnCommand(running: RunningApp): Promise<() => Promise<void>> {
  await running.app.evaluate(() => {
    const real = globalThis.setTimeout;
    const due: (() => void)[] = [];
    const wait = (work: () => void, ms = 0, ...given: unknown[]) => {
      if (ms === 60_000) due.push(work);
      return real(ms === 60_000 ? () => {} : work, ms, ...given);
    };
    Object.assign(globalThis, {
      setTimeout: Object.assign(wait, real),
      aMinutePasses: () => due.splice(0).map((work) => work()),
    });
  });
  return () =>
    running.app.evaluate(async () => {
      (globalThis as unknown as { aMinutePasses(): void }).aMinutePasses();
    });
}

test(`a rotation that is cut off by a crash is finished at the next start (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const [oldKey] = workingKeys(world, keyName);
  const fault = world.convene.faults.add({ kind: 'hang', method: 'DELETE', times: Infinity });
  await companion.tab('Keys');
  await companion.button(`Rotate ${keyName}`).click();
  await expect.poll(fault.hits).toBeGreaterThan(0);
  const closed = running.app.waitForEvent('close');
  running.app.process().kill('SIGKILL');
  await closed;
  expect(working(world)).toHaveLength(2);
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
  fault.remove();

  const again = await launchApp({ env: world.env, folder: world.folder });
  await expect.poll(() => working(world).length, { timeout: 30_000 }).toBe(1);
  expect(workingKeys(world, keyName)[0]?.id).not.toBe(oldKey?.id);
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
  await again.quit();
});
