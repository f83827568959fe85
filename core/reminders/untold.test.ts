import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReminded, listedKey, type Reminded } from './testing/reminded.ts';

const minuteMs = 60_000;
/** Due on 1 April 2026. */
const laptop = listedKey('Claude on laptop', '2026-01-01T12:00:00Z');
const body = '“Claude on laptop” is due today.';

let home: Reminded;
beforeEach(() => {
  home = createReminded();
  home.notifierFails = true;
});
afterEach(() => home.end());

it('what no notification can show is told in the window', async () => {
  await home.list([laptop]);
  const reminders = await home.open();
  expect(reminders.view().untold).toEqual({ title: 'Time for a new key', body, keyIds: [laptop.id] });
});

it('it stays there at each look, and after a restart, until it is read', async () => {
  await home.list([laptop]);
  const first = await home.open();
  await first.check();
  expect(first.view().untold?.body).toBe(body);
  await first.close();
  expect((await home.open()).view().untold?.body).toBe(body);
});

it('once it is read it counts as told, after a restart too', async () => {
  await home.list([laptop]);
  const reminders = await home.open();
  const read = await reminders.read();
  expect(read.ok && read.value.untold).toBeUndefined();
  expect(reminders.view().due).toHaveLength(1);
  await reminders.close();
  home.notifierFails = false;
  await home.open();
  expect(home.notices).toEqual([]);
});

it('a notification that comes after all takes its place', async () => {
  await home.list([laptop]);
  const reminders = await home.open();
  home.notifierFails = false;
  await home.pass(15 * minuteMs, reminders);
  expect(home.notices).toHaveLength(1);
  expect(reminders.view().untold).toBeUndefined();
});

it('it goes when the key is put off', async () => {
  await home.list([laptop]);
  const reminders = await home.open();
  await reminders.snooze([laptop.id], 'week');
  expect(reminders.view().untold).toBeUndefined();
});

it('who is signed out is asked in the window to sign in, until that is read', async () => {
  await home.list([laptop]);
  home.account({ state: 'signed-out' });
  const reminders = await home.open();
  expect(reminders.view().untold?.title).toBe('Please sign in to Convene');
  await reminders.read();
  await reminders.check();
  expect(reminders.view().untold).toBeUndefined();
});

it('nothing of it is left for the next person', async () => {
  await home.list([laptop]);
  const reminders = await home.open();
  await reminders.forgetAll();
  expect(reminders.view().untold).toBeUndefined();
});

it('reading where there is nothing to read changes nothing', async () => {
  home.notifierFails = false;
  await home.list([laptop]);
  const reminders = await home.open();
  expect(await reminders.read()).toMatchObject({ ok: true, value: { due: [{}] } });
});
