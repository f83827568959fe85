import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AccountState } from './account-store.ts';
import type { AuditState } from './audit-store.ts';
import { type ConnectNow, connectNow } from './connect-store.ts';
import type { IncidentState } from './incident-store.ts';
import type { KeysState } from './keys-store.ts';
import type { RotateState } from './rotate-store.ts';
import type { ScanState } from './scan-store.ts';
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
/** `select` must pick what is there, not make something new. */
export const useConnect = <T>(select: (now: ConnectNow) => T): T =>
  useStore(useStores().connect.store, (state) => select(connectNow(state)));
export const useRotate = <T>(select: (state: RotateState) => T): T =>
  useStore(useStores().rotate.store, select);

export const useAudit = <T>(select: (state: AuditState) => T): T => useStore(useStores().audit.store, select);
export const useIncident = <T>(select: (state: IncidentState) => T): T =>
  useStore(useStores().incident.store, select);
export const useScan = <T>(select: (state: ScanState) => T): T => useStore(useStores().scan.store, select);

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
