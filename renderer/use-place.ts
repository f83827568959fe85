import { useSyncExternalStore } from 'react';

export const places = ['keys', 'connect', 'lost-or-leaked', 'audit'] as const;
export type Place = (typeof places)[number];

const listen = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

const placeNow = (): Place => places.find((place) => `#${place}` === window.location.hash) ?? 'keys';

/** The section that the page's address names, so that links, Back and a reload work as everywhere. */
export const usePlace = (): Place => useSyncExternalStore(listen, placeNow);
