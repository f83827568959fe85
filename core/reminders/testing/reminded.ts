import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from 'zustand/vanilla';
import type { AccountView } from '../../../shared/account.ts';
import type { Connection } from '../../../shared/connect-view.ts';
import type { WireKey } from '../../../shared/convene/wire.ts';
import { failure } from '../../../shared/failure.ts';
import type { KeysView } from '../../../shared/keys/key-view.ts';
import { failed, ok } from '../../../shared/result.ts';
import { createStateFile } from '../../files/state-file.ts';
import { knownKeysFileSchema, noKnownKeys } from '../../keys/key-list-cache.ts';
import { noLog } from '../../log.ts';
import type { ReminderNotice } from '../notifier.ts';
import { createReminders, type Reminders } from '../reminders.ts';
import { noReminders, remindersFileSchema } from '../reminders-file.ts';

const ana = { id: 'person_1', name: 'Ana', email: 'ana@quince.example', active: true };
const server = { address: 'http://127.0.0.1:1', kind: 'other' as const };

/** A key as Convene lists it. */
export const listedKey = (name: string, made: string): WireKey => ({
  id: `key_${name}`,
  name,
  token_hint: 'abcd',
  created_at: new Date(made).toISOString(),
  created_by: ana,
  last_used_at: null,
  last_used_ip: null,
  request_count: 0,
  revoked_at: null,
  revoked_by: null,
});

export const signedIn: AccountView = {
  state: 'signed-in',
  server,
  person: ana,
  organizations: [{ id: 'org_1', name: 'Quince', slug: 'quince', role: 'admin', managesKeys: true }],
  organizationId: 'org_1',
};

export const pastedKey: AccountView = {
  state: 'pasted-key',
  server,
  organization: { id: 'org_1', name: 'Quince', slug: 'quince' },
  tokenHint: 'abcd',
  signInOffered: false,
};

/** A computer on which a companion reminds: real files, and a clock, a zone and a Convene that a test moves. */
export interface Reminded {
  /** Where it is remembered what was told. */
  readonly path: string;
  now: Date;
  zone: string;
  offline: boolean;
  /** What Convene has; absent is what was last known. */
  onServer: WireKey[] | undefined;
  readonly connections: Connection[];
  readonly notices: ReminderNotice[];
  notifierFails: boolean;
  /** When the companion wants to be woken, and the bell for it. */
  alarm: { readonly at: number; readonly ring: () => void } | undefined;
  /** How often Convene was asked for a new list. */
  refreshes: number;
  account(view: AccountView): void;
  /** As if this list had just come. */
  list(keys: WireKey[], asOf?: Date): Promise<void>;
  /** Lets time pass while the computer is on: the bell rings when it is time. */
  pass(ms: number, reminders: Reminders): Promise<void>;
  /** Spoils what is remembered, as a disk would. */
  spoil(): void;
  open(): Promise<Reminders>;
  /** One that isn't opened, as the command line has it. */
  closed(): Reminders;
  end(): Promise<void>;
}

export function createReminded(): Reminded {
  const folder = mkdtempSync(join(tmpdir(), 'reminded-'));
  const account = createStore<{ view: AccountView }>(() => ({ view: signedIn }));
  const list = createStore<KeysView>(() => ({ state: 'loading' }));
  const known = createStateFile({
    path: join(folder, 'known-keys.json'),
    schema: knownKeysFileSchema,
    initial: noKnownKeys,
  });
  const opened: Reminders[] = [];
  const path = join(folder, 'reminders.json');

  const home: Reminded = {
    path,
    now: new Date('2026-04-01T10:00:00Z'),
    zone: 'UTC',
    offline: false,
    onServer: undefined,
    connections: [],
    notices: [],
    notifierFails: false,
    alarm: undefined,
    refreshes: 0,
    account: (view) => account.setState({ view }),
    async list(keys, asOf = home.now) {
      const at = asOf.toISOString();
      await known.update(() => ({ organizations: { org_1: { asOf: at, keys } } }));
      list.setState(
        { state: 'listed', organizationId: 'org_1', keys: [], asOf: at, deviceName: 'Laptop' },
        true,
      );
    },
    async pass(ms, reminders) {
      const end = home.now.getTime() + ms;
      while (home.alarm && home.alarm.at <= end) {
        const { at, ring } = home.alarm;
        home.alarm = undefined;
        home.now = new Date(at);
        ring();
        await reminders.check();
      }
      home.now = new Date(end);
    },
    spoil: () => writeFileSync(path, '{'),
    async open() {
      const reminders = home.closed();
      await reminders.open();
      return reminders;
    },
    closed() {
      const reminders = createReminders({
        account: {
          view: () => account.getState().view,
          onChange: (listener) => account.subscribe(({ view }) => listener(view)),
        },
        keys: {
          onChange: (listener) => list.subscribe(listener),
          async refresh() {
            home.refreshes += 1;
            if (home.offline) return { state: 'unavailable', failure: failure('offline') };
            if (home.onServer) await home.list(home.onServer);
            return list.getState();
          },
        },
        known,
        connections: { list: async () => ok(home.connections) },
        notifier: {
          async show(notice) {
            if (home.notifierFails) return failed(failure('internal', { detail: 'no notifications' }));
            home.notices.push(notice);
            return ok(undefined);
          },
        },
        file: createStateFile({ path, schema: remindersFileSchema, initial: noReminders }),
        clock: { now: () => home.now },
        log: noLog,
        timeZone: () => home.zone,
        alarm: (ms, ring) => {
          const set = { at: home.now.getTime() + ms, ring };
          home.alarm = set;
          return () => {
            if (home.alarm === set) home.alarm = undefined;
          };
        },
      });
      opened.push(reminders);
      return reminders;
    },
    async end() {
      for (const one of opened) await one.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return home;
}
