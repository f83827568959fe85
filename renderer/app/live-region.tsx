import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useStores } from '../store/use-stores.ts';

/** Says to screen readers what happened elsewhere on the page, also while a dialog is open. */
export function LiveRegion(): ReactElement {
  const { words, count } = useStore(useStores().announcer.store);
  return (
    <div className="spoken" role="status" aria-live="polite" data-live-announcer="true">
      <span key={count}>{words}</span>
    </div>
  );
}
