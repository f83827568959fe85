import { createStore } from 'zustand/vanilla';
import type { AppNoticesView } from '../../shared/app-notices.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import { feed } from './feed.ts';

/** What the app has to tell of itself. Not to know it harms nothing, so failures show nothing. */
export function createAppNoticesStore(api: CompanionApi) {
  const store = createStore<AppNoticesView>(() => ({ notices: [] }));
  const show = (view: AppNoticesView): void => store.setState(view, true);
  return {
    store,
    open: (): (() => void) =>
      feed({ listen: api.on.appNotices, ask: api.appNotices.view, show, fail: () => {} }),
    async dismiss(id: string): Promise<void> {
      const answer = await api.appNotices.dismiss({ id });
      if (answer.ok) show(answer.value);
    },
  };
}
