import { useMemo, useSyncExternalStore } from 'react';

export const sections = ['keys', 'connect', 'lost-or-leaked', 'audit'] as const;
export type Section = (typeof sections)[number];

const listen = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

const hashNow = (): string => window.location.hash;
const placeNow = (): Section =>
  sections.find((section) => `#${section}` === hashNow().split('?', 1)[0]) ?? 'keys';

/** The section that the page's address names, so that links, Back and a reload work as everywhere. */
export const useSection = (): Section => useSyncExternalStore(listen, placeNow);

/** What follows the section in the address: `#audit?key=…`. */
export function usePlaceQuery(): URLSearchParams {
  const hash = useSyncExternalStore(listen, hashNow);
  return useMemo(() => new URLSearchParams(hash.split('?')[1] ?? ''), [hash]);
}
