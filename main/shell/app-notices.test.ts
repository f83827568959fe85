import { expect, it, vi } from 'vitest';
import { openAppNotices } from './app-notices.ts';

it('what is told stands there until it is put away', () => {
  const notices = openAppNotices();
  const heard = vi.fn();
  notices.onChange(heard);
  notices.tell({ kind: 'mistake' });
  notices.tell({ kind: 'window-reopened' });
  const [first, second] = notices.view().notices;
  expect(notices.dismiss(first?.id ?? '')).toEqual({ notices: [second] });
  expect(second?.notice).toEqual({ kind: 'window-reopened' });
  expect(heard).toHaveBeenCalledTimes(3);
});

it('what stands there isn’t told twice', () => {
  const notices = openAppNotices();
  notices.tell({ kind: 'other-version', running: '1.0.0', opened: '1.1.0' });
  notices.tell({ kind: 'other-version', running: '1.0.0', opened: '1.1.0' });
  notices.tell({ kind: 'other-version', running: '1.0.0', opened: '1.2.0' });
  expect(notices.view().notices).toHaveLength(2);
});

it('what was put away and happens again is told again', () => {
  const notices = openAppNotices();
  notices.tell({ kind: 'window-reopened' });
  notices.dismiss(notices.view().notices[0]?.id ?? '');
  notices.tell({ kind: 'window-reopened' });
  expect(notices.view().notices).toHaveLength(1);
});

it('who told it hears once that it was put away', () => {
  const notices = openAppNotices();
  const read = vi.fn();
  notices.tell({ kind: 'export-unfinished', path: '/home/ana/log.csv' }, read);
  const [{ id = '' } = {}] = notices.view().notices;
  expect(read).not.toHaveBeenCalled();
  notices.dismiss(id);
  notices.dismiss(id);
  expect(read).toHaveBeenCalledOnce();
});

it('what isn’t so any more is taken back, and counts as not read', () => {
  const notices = openAppNotices();
  const read = vi.fn();
  notices.tell({ kind: 'no-tray' }, read);
  notices.tell({ kind: 'mistake' });
  notices.withdraw('no-tray');
  expect(notices.view().notices.map(({ notice }) => notice.kind)).toEqual(['mistake']);
  expect(read).not.toHaveBeenCalled();
});
