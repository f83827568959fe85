import { useMemo, useSyncExternalStore } from 'react';

export const places = ['keys', 'connect', 'lost-or-leaked', 'audit'] as const;
export type Place = (typeof places)[number];

const listen = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

const hashNow = (): string => window.location.hash;
const placeNow = (): Place => places.find((place) => `#${place}` === hashNow().split('?', 1)[0]) ?? 'keys';

/** The section that the page's address names, so that links, Back and a reload work as everywhere. */
export const usePlace = (): Place => useSyncExternalStore(listen, placeNow);

/** What follows the section in the address: `#audit?key=…`. */
export function usePlaceQuery(): URLSearchParams {
  const hash = useSyncExternalStore(listen, hashNow);
  return useMemo(() => new URLSearchParams(hash.split('?')[1] ?? ''), [hash]);
}
