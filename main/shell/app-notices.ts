import { createStore } from 'zustand/vanilla';
import type { AppNotice, AppNoticesView } from '../../shared/app-notices.ts';

/** What the app has to tell of itself, until the person puts it away. */
export interface AppNotices {
  view(): AppNoticesView;
  onChange(listener: (view: AppNoticesView) => void): () => void;
  /** What is shown already isn't shown twice. `onRead` is called when the person puts it away. */
  tell(notice: AppNotice, onRead?: () => void): void;
  dismiss(id: string): AppNoticesView;
  /** Takes back what isn't so any more. */
  withdraw(kind: AppNotice['kind']): void;
}

export function openAppNotices(): AppNotices {
  const store = createStore<AppNoticesView>(() => ({ notices: [] }));
  const onRead = new Map<string, () => void>();
  let count = 0;
  const same = (one: AppNotice, other: AppNotice): boolean => JSON.stringify(one) === JSON.stringify(other);
  return {
    view: () => store.getState(),
    onChange: (listener) => store.subscribe(listener),
    tell(notice, whenRead) {
      const { notices } = store.getState();
      if (notices.some((shown) => same(shown.notice, notice))) return;
      count += 1;
      const id = `notice-${count}`;
      if (whenRead) onRead.set(id, whenRead);
      store.setState({ notices: [...notices, { id, notice }] });
    },
    withdraw(kind) {
      const { notices } = store.getState();
      const left = notices.filter(({ notice }) => notice.kind !== kind);
      if (left.length === notices.length) return;
      for (const { id } of notices) if (!left.some((one) => one.id === id)) onRead.delete(id);
      store.setState({ notices: left });
    },
    dismiss(id) {
      store.setState(({ notices }) => ({ notices: notices.filter((shown) => shown.id !== id) }));
      onRead.get(id)?.();
      onRead.delete(id);
      return store.getState();
    },
  };
}
