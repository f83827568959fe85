import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { DueKey } from '../../shared/reminders/due-key.ts';
import { usualSettings } from '../../shared/reminders/policy.ts';
import { dueStateAt } from '../../shared/reminders/stages.ts';
import type { RemindersView } from '../../shared/reminders/view.ts';
import { alarmToolTip } from '../../shared/wording/incident-doors.ts';
import { trayMenu } from './tray-menu.ts';

const due = (name: string, daysLeft = 0): DueKey => ({
  key: { id: name, name, organizationId: 'org_1', createdAt: '2026-01-01T12:00:00Z' },
  termDays: 90,
  ...dueStateAt(daysLeft),
});

function menuOf(change: Partial<RemindersView>) {
  const acted = {
    open: vi.fn(),
    report: vi.fn(),
    quit: vi.fn(),
    rotate: vi.fn(),
    snooze: vi.fn(),
    pause: vi.fn(),
  };
  const view: RemindersView = {
    settings: usualSettings(),
    due: [],
    snoozed: [],
    snoozeChoices: ['day', 'week'],
    signedOut: false,
    ...change,
  };
  const items = trayMenu(acted, { view, now: new Date('2026-04-01T10:00:00Z'), actions: acted });
  return { acted, items, ids: items.map(({ id, type }) => id ?? type), item: find(items) };
}

const find =
  (items: readonly MenuItemConstructorOptions[]) =>
  (id: string): MenuItemConstructorOptions | undefined =>
    items
      .flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])])
      .find((item) => item.id === id);

const choose = (item: MenuItemConstructorOptions | undefined): void =>
  (item?.click as (() => void) | undefined)?.();

describe('the menu of the tray', () => {
  it('opens, pauses reminders and quits while nothing is due', () => {
    expect(menuOf({}).ids).toEqual(['open', 'pause', 'separator', 'leak', 'lost', 'separator', 'quit']);
  });

  it('says of each connection with a dead key what the window says, and leads there', () => {
    const report = vi.fn();
    const actions = { open: vi.fn(), report, quit: vi.fn() };
    const dead = 'Claude can’t reach Quince & Co: its key was revoked on 3 May.';
    const [first] = trayMenu(actions, undefined, undefined, [dead]);
    expect(first?.label).toBe('Claude can’t reach Quince && Co: its key was revoked on 3 May.');
    choose(first);
    expect(report).toHaveBeenCalledWith('connect');
  });

  it('names each key that is due, with what can be done about it', () => {
    const { items, ids } = menuOf({ due: [due('laptop', -9), due('tablet')] });
    expect(ids.slice(0, 5)).toEqual(['due:laptop', 'due:tablet', 'separator', 'open', 'pause']);
    expect(items[0]).toMatchObject({
      label: 'laptop: due for nine days',
      submenu: [
        { id: 'rotate:laptop', label: 'Rotate…' },
        { id: 'snooze-day:laptop', label: 'Remind me tomorrow' },
        { id: 'snooze-week:laptop', label: 'Remind me in a week' },
      ],
    });
  });

  it.each(['leak', 'lost'] as const)('has a door for the worst hour: %s', (what) => {
    const { acted, item } = menuOf({});
    choose(item(what));
    expect(acted.report).toHaveBeenCalledWith(what);
  });

  it('says first what may still work, of which market, and leads there', () => {
    const acted = { open: vi.fn(), quit: vi.fn(), report: vi.fn() };
    const open = {
      what: 'key' as const,
      name: 'Web shop',
      askedBy: [],
      askedAt: '2026-04-01T09:00:00Z',
      canTry: false,
    };
    const [first, ...others] = trayMenu(acted, undefined, {
      open: [
        { ...open, id: 'one', market: 'Quince & Sons' },
        { ...open, id: 'other', market: 'Harbor' },
      ],
      toLookThrough: 0,
    });
    expect(first?.label).toBe('Two things not revoked yet…');
    expect(others.slice(0, 2).map(({ label }) => label)).toEqual([
      'Web shop, Quince && Sons',
      'Web shop, Harbor',
    ]);
    choose(first);
    expect(acted.report).toHaveBeenCalledWith('incident');
  });

  it('calls a market that wasn’t looked through just that, and nothing of it not revoked', () => {
    const report = vi.fn();
    const alarm = { open: [], toLookThrough: 1 };
    const [first, next] = trayMenu({ open: vi.fn(), quit: vi.fn(), report }, undefined, alarm);
    expect([first?.label, next?.type]).toEqual(['One market not looked through yet…', 'separator']);
    choose(first);
    expect(report).toHaveBeenCalledWith('incident');
    expect(alarmToolTip({ open: 0, toLookThrough: 1 })).toBe(
      'Convene Companion: one market is not looked through yet',
    );
    expect(alarmToolTip({ open: 2, toLookThrough: 1 })).toBe(
      'Convene Companion: two things are not revoked yet',
    );
  });

  it('names six keys and counts the others', () => {
    const keys = Array.from({ length: 9 }, (_, index) => due(`key ${index}`));
    const { items } = menuOf({ due: keys });
    expect(items[6]).toMatchObject({ id: 'more', label: 'Three other keys…' });
  });

  it('rotates and snoozes the key that is meant', () => {
    const { item, acted } = menuOf({ due: [due('laptop')] });
    choose(item('rotate:laptop'));
    choose(item('snooze-week:laptop'));
    expect(acted.rotate).toHaveBeenCalledWith('laptop');
    expect(acted.snooze).toHaveBeenCalledWith('laptop', 'week');
  });

  it('offers to sign in where nobody is', () => {
    const { item, acted } = menuOf({ due: [due('laptop')], signedOut: true });
    choose(item('sign-in:laptop'));
    expect(item('rotate:laptop')).toBeUndefined();
    expect(acted.open).toHaveBeenCalledOnce();
  });

  it('pauses for a week, and goes on', () => {
    const open = menuOf({});
    choose(open.item('pause'));
    expect(open.acted.pause).toHaveBeenCalledWith(7);
    const paused = menuOf({ settings: { ...usualSettings(), pausedUntil: '2026-04-08T10:00:00Z' } });
    choose(paused.item('go-on'));
    expect(paused.acted.pause).toHaveBeenCalledWith(0);
  });

  it('has nothing to pause while notifications are off', () => {
    expect(menuOf({ settings: { ...usualSettings(), notifications: false } }).ids).not.toContain('pause');
  });

  it('shows a key’s name to the letter', () => {
    expect(menuOf({ due: [due('A & B')] }).items[0]?.label).toBe('A && B: due today');
  });
});
