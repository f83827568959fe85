import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AccountState } from './account-store.ts';
import type { ConnectState } from './connect-store.ts';
import type { DoctorState } from './doctor-store.ts';
import type { KeysState } from './keys-store.ts';
import type { Stores } from './stores.ts';

export const StoresContext = createContext<Stores | undefined>(undefined);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('No stores: the part stands outside StoresContext.');
  return stores;
}

export const useAccount = <T>(select: (state: AccountState) => T): T =>
  useStore(useStores().account.store, select);
export const useKeys = <T>(select: (state: KeysState) => T): T => useStore(useStores().keys.store, select);
export const useConnect = <T>(select: (state: ConnectState) => T): T =>
  useStore(useStores().connect.store, select);
export const useDoctor = <T>(select: (state: DoctorState) => T): T =>
  useStore(useStores().doctor.store, select);

/** The time as it was when the day began to be shown; anew when the calendar day turns. */
export function useToday(): Date {
  const now = useNow();
  const [day, setDay] = useState(now);
  if (day.toDateString() === now.toDateString()) return day;
  setDay(now);
  return now;
}

/** The time, anew every so many milliseconds, for what counts down or turns with the day. */
export function useNow(everyMs = 60_000): Date {
  const { now } = useStores();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const ticking = setInterval(() => setAt(now()), everyMs);
    return () => clearInterval(ticking);
  }, [now, everyMs]);
  return at;
}
