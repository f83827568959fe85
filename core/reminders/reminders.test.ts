import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReminded, listedKey, pastedKey, type Reminded, signedIn } from './testing/reminded.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Due on 1 April 2026. */
const laptop = listedKey('Claude on laptop', '2026-01-01T12:00:00Z');
const tablet = listedKey('Claude on tablet', '2026-01-01T12:00:00Z');
/** Due on 3 April 2026. */
const office = listedKey('Cursor on office', '2026-01-03T12:00:00Z');

let home: Reminded;
beforeEach(() => {
  home = createReminded();
});
afterEach(() => home.end());

const bodies = (): string[] => home.notices.map(({ body }) => body);

describe('reminders', () => {
  it('tell once of a key that is due', async () => {
    await home.list([laptop]);
    const reminders = await home.open();
    await reminders.check();
    expect(bodies()).toEqual(['“Claude on laptop” is due today.']);
    expect(reminders.view().due).toMatchObject([{ key: { id: laptop.id }, stage: 'due' }]);
  });

  it('tell of several keys in one notification', async () => {
    await home.list([laptop, tablet]);
    await home.open();
    expect(bodies()).toEqual(['Two keys are due: “Claude on laptop” and “Claude on tablet”.']);
    expect(home.notices[0]?.keyIds).toEqual([laptop.id, tablet.id]);
  });

  it('are remembered when the companion is started anew', async () => {
    await home.list([laptop]);
    await (await home.open()).close();
    const again = await home.open();
    expect(home.notices).toHaveLength(1);
    expect(again.view().due).toHaveLength(1);
  });

  it('tell of a key on the day it becomes due, while nobody touches the computer', async () => {
    await home.list([office]);
    home.offline = true;
    const reminders = await home.open();
    expect(bodies()).toEqual(['“Cursor on office” is due in two days.']);
    await home.pass(3 * dayMs, reminders);
    expect(bodies().slice(1)).toEqual(['“Cursor on office” is due today.']);
  });

  it('wake the computer at most once in 15 minutes, and rarely while nothing is near', async () => {
    await home.list([listedKey('new', '2026-04-01T09:00:00Z')]);
    home.offline = true;
    const reminders = await home.open();
    const waits: number[] = [];
    const until = home.now.getTime() + 76 * dayMs;
    while (home.now.getTime() < until && home.alarm) {
      const wait = home.alarm.at - home.now.getTime();
      waits.push(wait);
      await home.pass(wait, reminders);
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(15 * minuteMs);
    expect(waits.length).toBeLessThan(76 * 5);
    expect(home.notices).toHaveLength(1);
  });

  it('never wake the computer while nothing can become due', async () => {
    await home.list([{ ...laptop, revoked_at: '2026-03-01T00:00:00Z' }]);
    await home.open();
    expect(home.alarm).toBeUndefined();
  });

  it('come when the computer wakes up after a week', async () => {
    home.now = new Date('2026-03-10T10:00:00Z');
    await home.list([laptop]);
    home.offline = true;
    const reminders = await home.open();
    home.now = new Date('2026-04-02T10:00:00Z');
    reminders.wake();
    await vi.waitFor(() => expect(bodies()).toEqual(['“Claude on laptop” was due yesterday.']));
  });

  it('ask Convene first when the list is old, and keep silent about a key that was replaced elsewhere', async () => {
    await home.list([laptop], new Date('2026-03-20T10:00:00Z'));
    home.onServer = [listedKey('new', '2026-03-31T10:00:00Z')];
    const reminders = await home.open();
    expect(home.refreshes).toBe(1);
    expect(home.notices).toEqual([]);
    expect(reminders.view().due).toEqual([]);
  });

  it('work offline from the last known list', async () => {
    await home.list([laptop], new Date('2026-03-20T10:00:00Z'));
    home.offline = true;
    await home.open();
    expect(home.notices).toHaveLength(1);
  });

  it('go by the clock of Convene where this computer’s is years off', async () => {
    const reminders = await home.open();
    home.now = new Date('2019-05-05T05:00:00Z');
    await home.list([laptop], new Date('2026-04-01T10:00:00Z'));
    await vi.waitFor(() => expect(bodies()).toEqual(['“Claude on laptop” is due today.']));
    home.now = new Date('2019-05-06T05:00:00Z');
    await reminders.check();
    expect(reminders.view().due).toMatchObject([{ stage: 'overdue', daysLeft: -1 }]);
  });

  it('are never earlier than the last list, whatever this computer’s clock says', async () => {
    await home.list([laptop], new Date('2026-04-01T10:00:00Z'));
    home.now = new Date('2001-01-01T10:00:00Z');
    home.offline = true;
    const reminders = await home.open();
    expect(reminders.view().due).toMatchObject([{ stage: 'due' }]);
  });

  it('follow the person to another time zone', async () => {
    home.now = new Date('2026-03-31T23:30:00Z');
    await home.list([laptop]);
    home.offline = true;
    const reminders = await home.open();
    expect(reminders.view().due).toEqual([]);
    home.zone = 'Asia/Tokyo';
    reminders.wake();
    await vi.waitFor(() => expect(bodies()).toEqual(['“Claude on laptop” is due today.']));
  });
});

describe('what goes wrong', () => {
  it('a reminder that can’t be shown is tried again after 15 minutes, and then counts', async () => {
    await home.list([laptop]);
    home.notifierFails = true;
    const reminders = await home.open();
    expect(home.alarm?.at).toBe(home.now.getTime() + 15 * minuteMs);
    home.notifierFails = false;
    await home.pass(45 * minuteMs, reminders);
    expect(home.notices).toHaveLength(1);
  });

  it('what can’t be remembered isn’t told again and again', async () => {
    await home.list([laptop]);
    mkdirSync(home.path);
    const reminders = await home.open();
    await reminders.check();
    await reminders.check();
    expect(home.notices).toHaveLength(1);
    expect(reminders.view().failure?.code).toBe('state-damaged');
    rmSync(home.path, { recursive: true });
    await reminders.check();
    expect(home.notices).toHaveLength(1);
  });

  it('a spoiled file doesn’t keep anybody from being told', async () => {
    await home.list([laptop]);
    home.spoil();
    const reminders = await home.open();
    expect(home.notices).toHaveLength(1);
    expect(reminders.view().failure?.code).toBe('state-damaged');
  });
});

describe('signed out', () => {
  it('the person is asked to sign in once a day', async () => {
    await home.list([laptop]);
    home.account({ state: 'signed-out' });
    const reminders = await home.open();
    await home.pass(3 * dayMs, reminders);
    expect(home.notices.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => 'sign-in'));
    expect(bodies()[0]).toBe('One key is due. Sign in, so that we can replace it.');
  });

  it('nobody is told before it is known who is signed in', async () => {
    await home.list([laptop]);
    home.account({ state: 'opening' });
    const reminders = await home.open();
    expect(reminders.view().due).toEqual([]);
    expect(home.notices).toEqual([]);
  });

  it('a pasted key is counted from when it was connected', async () => {
    home.account(pastedKey);
    home.connections.push({
      id: 'connection_1',
      client: 'claude-desktop',
      organizationId: 'org_1',
      organizationName: 'Quince',
      keyName: 'Claude on laptop',
      tokenHint: 'abcd',
      entryName: 'convene',
      configPath: '/tmp/claude.json',
      connectedAt: '2026-01-01T12:00:00.000Z',
    });
    await home.open();
    expect(bodies()).toEqual(['“Claude on laptop” is due today.']);
  });
});

describe('the person', () => {
  it('snoozes a key for a day, and hears of it again then', async () => {
    await home.list([laptop]);
    home.offline = true;
    const reminders = await home.open();
    const snoozed = await reminders.snooze([laptop.id], 'day');
    expect(snoozed).toMatchObject({ ok: true, value: { due: [], snoozed: [{ key: { id: laptop.id } }] } });
    await home.pass(dayMs - minuteMs, reminders);
    expect(home.notices).toHaveLength(1);
    await home.pass(16 * minuteMs, reminders);
    expect(bodies().slice(1)).toEqual(['“Claude on laptop” was due yesterday.']);
  });

  it('can snooze until after the next market day only where one is known', async () => {
    await home.list([laptop]);
    const reminders = await home.open();
    expect(home.notices[0]?.snoozeChoices).toEqual(['day', 'week']);
    expect(await reminders.snooze([laptop.id], 'after-market')).toMatchObject({
      error: { code: 'nothing-to-do' },
    });
    const marketDays = [{ opensAt: '2026-04-04T06:00:00Z', closesAt: '2026-04-04T12:00:00Z' }];
    const chosen = await reminders.setPolicy('org_1', { marketDays });
    expect(chosen).toMatchObject({ value: { snoozeChoices: ['day', 'week', 'after-market'] } });
    expect(await reminders.snooze([laptop.id], 'after-market')).toMatchObject({
      value: { snoozed: [{ snoozedUntil: '2026-04-05T00:00:00.000Z' }] },
    });
  });

  it('chooses another term for all keys, and another for one', async () => {
    await home.list([laptop, office]);
    const reminders = await home.open();
    await reminders.setPolicy('org_1', { termDays: 180 });
    expect(reminders.view().due).toEqual([]);
    await reminders.setKeyTerm('org_1', office.id, 60);
    expect(reminders.view().due).toMatchObject([{ key: { id: office.id }, termDays: 60 }]);
    await reminders.setKeyTerm('org_1', office.id, undefined);
    expect(reminders.view().due).toEqual([]);
  });

  it('can’t choose a term of less than 30 days, or an hour that isn’t', async () => {
    const reminders = await home.open();
    const wrong = [
      await reminders.setPolicy('org_1', { termDays: 29 }),
      await reminders.setKeyTerm('org_1', laptop.id, 7),
      await reminders.choose({ quietHours: { from: '25:00', until: '07:00' } }),
    ];
    expect(wrong).toMatchObject([1, 2, 3].map(() => ({ error: { code: 'bad-input' } })));
  });

  it('pauses reminders and goes on; the tray goes on counting', async () => {
    home.now = new Date('2026-03-31T10:00:00Z');
    await home.list([laptop]);
    home.offline = true;
    const reminders = await home.open();
    await reminders.pause(7);
    await home.pass(2 * dayMs, reminders);
    expect(home.notices).toHaveLength(1);
    expect(reminders.view().due).toHaveLength(1);
    await reminders.pause(0);
    expect(home.notices).toHaveLength(2);
  });

  it('sees that a pause is over', async () => {
    const reminders = await home.open();
    await reminders.pause(1);
    expect(reminders.view().settings.pausedUntil).toBe('2026-04-02T10:00:00.000Z');
    await home.pass(dayMs + 20 * minuteMs, reminders);
    expect(reminders.view().settings.pausedUntil).toBeNull();
  });

  it('sees a reminder for a test, also with notifications off', async () => {
    const reminders = await home.open();
    await reminders.choose({ notifications: false });
    expect(await reminders.test()).toMatchObject({ ok: true });
    expect(home.notices).toMatchObject([{ kind: 'test', keyIds: [] }]);
  });

  it('who signs out is forgotten, and not asked to sign in again', async () => {
    await home.list([laptop]);
    const reminders = await home.open();
    await reminders.setPolicy('org_1', { termDays: 180 });
    expect(await reminders.forgetAll()).toMatchObject({ ok: true });
    home.account({ state: 'signed-out' });
    await reminders.check();
    expect(home.notices).toHaveLength(1);
    expect(reminders.view()).toMatchObject({ due: [], settings: { organizations: {} } });
  });

  it('hears of keys again after the next sign-in', async () => {
    await home.list([laptop]);
    const reminders = await home.open();
    await reminders.forgetAll();
    home.account({ state: 'signed-out' });
    home.account(signedIn);
    await reminders.check();
    expect(home.notices).toHaveLength(2);
  });
});

describe('the command line', () => {
  it('sees what is due, and nobody is told by that', async () => {
    await home.list([laptop]);
    const reminders = home.closed();
    expect(await reminders.check()).toMatchObject({ value: { due: [{ key: { id: laptop.id } }] } });
    expect(home.notices).toEqual([]);
    expect(home.alarm).toBeUndefined();
  });

  it('ends without a timer', async () => {
    await home.list([laptop]);
    const reminders = await home.open();
    await reminders.close();
    expect(home.alarm).toBeUndefined();
  });
});
