import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Announcer } from '../data/announcer.ts';
import { type CompanionData, createCompanionData } from '../data/companion-data.ts';
import { createAccountStore } from './account-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createConnectStore } from './connect-store.ts';
import { createIncidentStore } from './incident-store.ts';
import { createKeysStore } from './keys-store.ts';
import { createRotateStore } from './rotate-store.ts';
import { createScanStore } from './scan-store.ts';

type About = Extract<Awaited<ReturnType<CompanionApi['app']['about']>>, { ok: true }>['value'];

/** Everything the page knows, one store per subject, fed by main. */
export interface Stores {
  readonly account: ReturnType<typeof createAccountStore>;
  readonly keys: ReturnType<typeof createKeysStore>;
  readonly connect: ReturnType<typeof createConnectStore>;
  readonly rotate: ReturnType<typeof createRotateStore>;
  readonly incident: ReturnType<typeof createIncidentStore>;
  readonly scan: ReturnType<typeof createScanStore>;
  readonly audit: ReturnType<typeof createAuditStore>;
  readonly announcer: Announcer;
  /** What the hooks of `data/` ask and show. */
  readonly data: CompanionData;
  /** Facts about the program, once main has said them. */
  readonly about: ReturnType<typeof createAboutStore>;
  /** This computer's time. */
  readonly now: () => Date;
}

const createAboutStore = () =>
  createStore<{ readonly about: About | undefined }>(() => ({ about: undefined }));

export function createStores(api: CompanionApi, now: () => Date = () => new Date()): Stores {
  const data = createCompanionData(api, now);
  const { announcer } = data;
  return {
    data,
    account: createAccountStore(api, announcer),
    keys: createKeysStore(api, announcer),
    connect: createConnectStore(api, announcer),
    rotate: createRotateStore(api, announcer),
    incident: createIncidentStore(api, announcer),
    scan: createScanStore(api, announcer),
    audit: createAuditStore(api, announcer, now),
    announcer,
    about: createAboutStore(),
    now,
  };
}

/** Starts listening to main and asks for the first views. Answers the function that ends it. */
export function openStores(stores: Stores, api: CompanionApi): () => void {
  const ends = [
    stores.account.open(),
    stores.keys.open(),
    stores.connect.open(),
    stores.keys.openFromRequest(),
    stores.rotate.open(),
    stores.audit.open(),
    stores.incident.open(),
    stores.scan.open(),
  ];
  void api.app.about().then((answer) => {
    // Without these facts the page still works; only the room for the window's own buttons is unknown.
    if (answer.ok) stores.about.setState({ about: answer.value });
  });
  return () => {
    for (const end of ends) end();
  };
}
