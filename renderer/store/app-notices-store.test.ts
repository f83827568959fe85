import { expect, it } from 'vitest';
import type { AppNoticesView } from '../../shared/app-notices.ts';
import { fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createAppNoticesStore } from './app-notices-store.ts';

const told: AppNoticesView = {
  notices: [
    { id: 'notice-1', notice: { kind: 'window-reopened' } },
    { id: 'notice-2', notice: { kind: 'mistake' } },
  ],
};

it('what was told before the page was there is shown', async () => {
  const notices = createAppNoticesStore(fakeCompanion({ appNotices: told }).api);
  notices.open();
  await expect.poll(() => notices.store.getState()).toEqual(told);
});

it('what is told while it is there is shown, and goes when it is put away', async () => {
  const { api, emit } = fakeCompanion({ appNotices: told });
  const notices = createAppNoticesStore(api);
  notices.open();
  emit('appNotices', told);
  await notices.dismiss('notice-1');
  expect(notices.store.getState().notices.map(({ id }) => id)).toEqual(['notice-2']);
});
