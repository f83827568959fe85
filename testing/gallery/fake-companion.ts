import type { AccountView } from '../../shared/account.ts';
import type { AppNoticesView } from '../../shared/app-notices.ts';
import type {
  AuditActivity,
  AuditExport,
  AuditFilter,
  AuditMarks,
  AuditPageView,
} from '../../shared/audit/view.ts';
import { type ClientId, clientIds } from '../../shared/clients.ts';
import type { ClientView, ConnectView, EntryPreview } from '../../shared/connect-view.ts';
import { listedState } from '../../shared/connection-condition.ts';
import type { CompanionApi, EventValue } from '../../shared/contract/derive.ts';
import type { Finding } from '../../shared/doctor.ts';
import { failure } from '../../shared/failure.ts';
import type {
  IncidentAssets,
  IncidentImpact,
  IncidentsView,
  IncidentView,
  TextMatch,
} from '../../shared/incident.ts';
import type { KeysView, KeyView, Proof } from '../../shared/keys/key-view.ts';
import type { LoginItem } from '../../shared/login-item.ts';
import type { OpenRequest } from '../../shared/open-request.ts';
import type { WindowClosing } from '../../shared/preferences.ts';
import { usualSettings, withKeyTerm, withPolicy } from '../../shared/reminders/policy.ts';
import type { ReminderPreferences } from '../../shared/reminders/policy-schema.ts';
import type { RemindersView } from '../../shared/reminders/view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { RevocationsView } from '../../shared/revocations.ts';
import type { HandoverView, Rotated, RotationsView } from '../../shared/rotation.ts';
import type { Adoption, ScanPlace, ScanView } from '../../shared/scan.ts';
import type { RepairPreview, SettingsDiff, SettingsHistory, SettingsPlaces } from '../../shared/settings.ts';
import type { WatchView } from '../../shared/watch.ts';
import { checked } from './checked.ts';

type EventName = keyof CompanionApi['on'];
type SignOutEnd = Extract<Awaited<ReturnType<CompanionApi['account']['signOut']>>, { ok: true }>['value'];

/** What the fake answers; every part may be replaced. */
export interface FakeAnswers {
  readonly account: AccountView;
  readonly keys: KeysView;
  readonly connect: ConnectView;
  /** The programs that are on this computer besides Claude Desktop. */
  readonly installed: readonly ClientId[];
  readonly watch: WatchView;
  readonly revocations: RevocationsView;
  /** What asking once more leads to. */
  tryNow(now: RevocationsView): Promise<Result<RevocationsView>>;
  readonly rotations: RotationsView;
  readonly loginItem: LoginItem;
  readonly windowClosing: WindowClosing;
  readonly openRequest: OpenRequest;
  readonly appNotices: AppNoticesView;
  readonly reminders: RemindersView;
  readonly platform: 'mac' | 'windows' | 'linux';
  signIn(where: 'convene' | 'demo'): Promise<Result<AccountView>>;
  pasteKey(token: string): Promise<Result<AccountView>>;
  signOut(): Promise<Result<SignOutEnd>>;
  refresh(now: KeysView): Promise<Result<KeysView>>;
  revoke(key: KeyView): Promise<Result<Proof>>;
  preview(client: ClientId): Promise<Result<EntryPreview>>;
  connectCall(name: ConnectCall, now: ConnectView): Promise<Result<ConnectView>>;
  places(): Promise<Result<SettingsPlaces>>;
  choosePlace(path: string): Promise<Result<SettingsPlaces>>;
  repairPreview(): Promise<Result<RepairPreview>>;
  history(): Promise<Result<SettingsHistory>>;
  /** What restoring a copy, or undoing our last change, would change. */
  change(): Promise<Result<SettingsDiff>>;
  /** What repairing, restoring or undoing leads to. */
  changed(): Promise<Result<SettingsHistory>>;
  rotate(connectionId: string): Promise<Result<Rotated>>;
  handOver(keyId: string): Promise<Result<HandoverView>>;
  placed(): Promise<Result<RotationsView>>;
  finishHandover(): Promise<Result<Proof>>;
  rotateBack(): Promise<Result<RotationsView>>;
  fixWatched(now: WatchView): Promise<Result<WatchView>>;
  readonly incidents: IncidentsView;
  assets(): Promise<Result<IncidentAssets>>;
  findInText(text: string): Promise<Result<TextMatch>>;
  /** What beginning, trying again, cutting off more, ticking and closing lead to. */
  incidentCall(name: IncidentCall, incidentId: string): Promise<Result<IncidentView>>;
  impact(): Promise<Result<IncidentImpact>>;
  auditPage(filter: AuditFilter, cursor: string | null): Promise<Result<AuditPageView>>;
  auditMarks(): Promise<Result<AuditMarks>>;
  auditActivity(filter: AuditFilter): Promise<Result<AuditActivity>>;
  auditExport(): Promise<Result<AuditExport>>;
  readonly scan: ScanView;
  readonly scanPlaces: ScanPlace[];
  startScan(): Promise<Result<ScanView>>;
  revokeFound(): Promise<Result<Proof>>;
  adopt(): Promise<Result<Adoption>>;
  check(client: ClientId): Promise<Result<Finding[]>>;
  fix(client: ClientId): Promise<Result<Finding[]>>;
}

export type ConnectCall = 'start' | 'resume' | 'undo' | 'disconnect' | 'quitClient' | 'startClient';

export type IncidentCall = 'begin' | 'tryAgain' | 'contain' | 'setLastTrusted' | 'tick' | 'close';

export interface FakeCompanion {
  readonly api: CompanionApi;
  /** The calls that were made, as `keys.revoke`, in order. */
  readonly calls: readonly string[];
  /** Tells the page something unasked, as main does. */
  emit<Name extends EventName>(name: Name, value: EventValue<Name>): void;
  /** How many listeners there are. */
  listeners(): number;
}

const keysPage = 'https://app.convene.markets/admin/api_keys';
const nothing = async (): Promise<Result<Record<string, never>>> => ok({});

/** A companion in memory: answers the whole contract, keeps its views, and tells every change as main would. */
export function fakeCompanion(given: Partial<FakeAnswers> = {}): FakeCompanion {
  let account: AccountView = given.account ?? { state: 'signed-out' };
  let keys: KeysView = given.keys ?? { state: 'loading' };
  const connects = new Map<ClientId, ConnectView>(
    given.connect ? [[given.connect.client, given.connect]] : [],
  );
  const connector = (client: ClientId): ConnectView =>
    connects.get(client) ?? { state: 'not-connected', client };
  let revocations: RevocationsView = given.revocations ?? { open: [] };
  let rotations: RotationsView = given.rotations ?? { rotations: [], handovers: [] };
  let reminders: RemindersView = given.reminders ?? {
    settings: usualSettings(),
    due: [],
    snoozed: [],
    snoozeChoices: ['day', 'week'],
    signedOut: false,
  };
  const chosenReminders = (chosen: Partial<ReminderPreferences>): Promise<Result<RemindersView>> =>
    changed(
      'reminders',
      Promise.resolve(ok({ ...reminders, settings: { ...reminders.settings, ...chosen } })),
    );
  const device = { name: 'Market office laptop' };
  let loginItem: LoginItem = given.loginItem ?? { state: 'off' };
  let windowClosing: WindowClosing = given.windowClosing ?? { hasTray: true, choice: 'ask' };
  let appNotices: AppNoticesView = given.appNotices ?? { notices: [] };
  let incidents: IncidentsView = given.incidents ?? { incidents: [] };
  let scan: ScanView = given.scan ?? { state: 'idle' };
  let watch: WatchView = given.watch ?? { findings: [] };
  const calls: string[] = [];
  const listeners = {
    account: new Set<never>(),
    keys: new Set<never>(),
    revocations: new Set<never>(),
    connect: new Set<never>(),
    watch: new Set<never>(),
    rotations: new Set<never>(),
    reminders: new Set<never>(),
    incidents: new Set<never>(),
    auditExport: new Set<never>(),
    scan: new Set<never>(),
    appNotices: new Set<never>(),
    openRequest: new Set<never>(),
  } as {
    [Name in EventName]: Set<(value: EventValue<Name>) => void>;
  };
  const told = async <T>(name: string, answer: T | Promise<T>): Promise<T> => {
    calls.push(name);
    return answer;
  };

  function emit<Name extends EventName>(name: Name, value: EventValue<Name>): void {
    if (name === 'account') account = value as AccountView;
    if (name === 'keys') keys = value as KeysView;
    if (name === 'connect') connects.set((value as ConnectView).client, value as ConnectView);
    if (name === 'watch') watch = value as WatchView;
    if (name === 'reminders') reminders = value as RemindersView;
    if (name === 'incidents') incidents = value as IncidentsView;
    if (name === 'scan') scan = value as ScanView;
    if (name === 'revocations') revocations = value as RevocationsView;
    if (name === 'rotations') rotations = value as RotationsView;
    for (const hear of listeners[name]) hear(value);
  }
  const listen =
    <Name extends EventName>(name: Name) =>
    (hear: (value: EventValue<Name>) => void): (() => void) => {
      listeners[name].add(hear);
      return () => listeners[name].delete(hear);
    };
  const changed = async <Name extends EventName>(
    name: Name,
    answer: Promise<Result<EventValue<Name>>>,
  ): Promise<Result<EventValue<Name>>> => {
    const settled = await answer;
    if (settled.ok) emit(name, settled.value);
    return settled;
  };

  async function revoke(keyId: string): Promise<Result<Proof>> {
    const key = keys.state === 'listed' ? keys.keys.find(({ id }) => id === keyId) : undefined;
    if (!key || keys.state !== 'listed') return failed(failure('not-found'));
    const answer = (await given.revoke?.(key)) ?? failed(failure('offline'));
    emit('keys', {
      ...keys,
      keys: keys.keys.map((one) => (one.id === keyId ? { ...one, ...after(answer) } : one)),
    });
    return answer;
  }

  const connectCall = (name: ConnectCall, client: ClientId): Promise<Result<ConnectView>> =>
    told(
      `connect.${name}`,
      changed(
        'connect',
        given.connectCall?.(name, connector(client)) ?? Promise.resolve(ok(connector(client))),
      ),
    );
  const incidentCall = async (name: IncidentCall, incidentId: string): Promise<Result<IncidentView>> => {
    calls.push(`incidents.${name}`);
    const known = incidents.incidents.find(({ id }) => id === incidentId);
    const answer =
      (await given.incidentCall?.(name, incidentId)) ?? (known ? ok(known) : failed(failure('not-found')));
    if (answer.ok) {
      const { value } = answer;
      emit('incidents', {
        incidents: [value, ...incidents.incidents.filter(({ id }) => id !== value.id)],
      });
    }
    return answer;
  };
  const orOffline = <T>(answer: Promise<Result<T>> | undefined): Promise<Result<T>> =>
    answer ?? Promise.resolve(failed(failure('offline')));
  const clientView = (client: ClientId): ClientView => ({
    client,
    installed: client === 'claude-desktop' || (given.installed?.includes(client) ?? false),
    state: listedState(connector(client)),
  });
  const missing = <T>(): Promise<Result<T>> => Promise.resolve(failed(failure('config-missing')));
  const settingsCall = <T>(name: string, answer: Promise<Result<T>> | undefined): Promise<Result<T>> =>
    told(`settings.${name}`, answer ?? missing<T>());

  const api: CompanionApi = {
    app: {
      about: () => told('app.about', ok({ version: '0.1.0', platform: given.platform ?? 'mac', keysPage })),
    },
    device: {
      view: () => told('device.view', ok(device)),
      rename: ({ name }) =>
        told('device.rename', ok({ name, formerName: device.name, session: 'renamed', keys: [] })),
    },
    appNotices: {
      view: () => told('appNotices.view', ok(appNotices)),
      dismiss: ({ id }) => {
        appNotices = { notices: appNotices.notices.filter((one) => one.id !== id) };
        return told('appNotices.dismiss', ok(appNotices));
      },
    },
    openRequest: {
      take: () => told('openRequest.take', ok({ openRequest: given.openRequest ?? null })),
    },
    loginItem: {
      view: () => told('loginItem.view', ok(loginItem)),
      choose: ({ on }) => {
        loginItem = { state: on ? 'on' : 'off' };
        return told('loginItem.choose', ok(loginItem));
      },
    },
    windowClosing: {
      view: () => told('windowClosing.view', ok(windowClosing)),
      choose: ({ choice }) => {
        windowClosing = { ...windowClosing, choice };
        return told('windowClosing.choose', ok(windowClosing));
      },
    },
    account: {
      view: () => told('account.view', ok(account)),
      signIn: ({ where }) =>
        told(
          'account.signIn',
          changed('account', given.signIn?.(where) ?? Promise.resolve(failed(failure('offline')))),
        ),
      reopenSignInPage: () => told('account.reopenSignInPage', nothing()),
      copySignInCode: () => told('account.copySignInCode', nothing()),
      cancelSignIn: () =>
        told(
          'account.cancelSignIn',
          changed('account', Promise.resolve(ok({ state: 'signed-out' as const }))),
        ),
      pasteKey: ({ token }) =>
        told(
          'account.pasteKey',
          changed('account', given.pasteKey?.(token) ?? Promise.resolve(failed(failure('not-a-key')))),
        ),
      chooseOrganization: ({ organizationId }) =>
        told(
          'account.chooseOrganization',
          changed(
            'account',
            Promise.resolve(
              account.state === 'signed-in'
                ? ok({ ...account, organizationId })
                : failed(failure('not-found')),
            ),
          ),
        ),
      signOut: () =>
        told(
          'account.signOut',
          (
            given.signOut?.() ??
            Promise.resolve(ok({ account: { state: 'signed-out' as const }, leftBehind: [] }))
          ).then((end) => {
            if (end.ok) emit('account', end.value.account);
            return end;
          }),
        ),
      demoSignIn: () =>
        told('account.demoSignIn', ok({ email: 'ana@quince.example', password: 'quince-demo' })),
    },
    keys: {
      view: () => told('keys.view', ok(keys)),
      refresh: () =>
        told('keys.refresh', changed('keys', given.refresh?.(keys) ?? Promise.resolve(ok(keys)))),
      revoke: ({ keyId }) => told('keys.revoke', revoke(keyId)),
      openKeysPage: () => told('keys.openKeysPage', nothing()),
    },
    revocations: {
      view: () => told('revocations.view', ok(revocations)),
      tryNow: () =>
        told(
          'revocations.tryNow',
          changed('revocations', given.tryNow?.(revocations) ?? Promise.resolve(ok(revocations))),
        ),
    },
    connect: {
      clients: () => told('connect.clients', ok(clientIds.map(clientView))),
      view: ({ client }) => told('connect.view', ok(connector(client))),
      preview: ({ client }) => told('connect.preview', given.preview?.(client) ?? missing()),
      start: ({ client }) => connectCall('start', client),
      resume: ({ client }) => connectCall('resume', client),
      undo: ({ client }) => connectCall('undo', client),
      disconnect: ({ client }) => connectCall('disconnect', client),
      quitClient: ({ client }) => connectCall('quitClient', client),
      startClient: ({ client }) => connectCall('startClient', client),
      showConfigFile: () => told('connect.showConfigFile', nothing()),
    },
    rotations: {
      view: () => told('rotations.view', ok(rotations)),
      start: ({ connectionId }) =>
        told('rotations.start', given.rotate?.(connectionId) ?? Promise.resolve(failed(failure('offline')))),
      rollBack: () =>
        told(
          'rotations.rollBack',
          changed('rotations', given.rotateBack?.() ?? Promise.resolve(ok(rotations))),
        ),
    },
    handovers: {
      start: ({ keyId }) => told('handovers.start', orOffline(given.handOver?.(keyId))),
      copyNewKey: () => told('handovers.copyNewKey', nothing()),
      placed: () =>
        told('handovers.placed', changed('rotations', given.placed?.() ?? Promise.resolve(ok(rotations)))),
      finish: () =>
        told('handovers.finish', given.finishHandover?.() ?? Promise.resolve(failed(failure('offline')))),
      cancel: () =>
        told(
          'handovers.cancel',
          changed('rotations', given.rotateBack?.() ?? Promise.resolve(ok(rotations))),
        ),
    },
    reminders: {
      view: () => told('reminders.view', ok(reminders)),
      choose: ({ chosen: { notifications, quietHours } }) =>
        told(
          'reminders.choose',
          chosenReminders({
            ...(notifications === undefined ? {} : { notifications }),
            ...(quietHours === undefined ? {} : { quietHours }),
          }),
        ),
      setTerm: ({ organizationId, days }) =>
        told(
          'reminders.setTerm',
          chosenReminders(withPolicy(reminders.settings, organizationId, { termDays: days })),
        ),
      setWeeklyMarkets: ({ organizationId, weeklyMarkets }) =>
        told(
          'reminders.setWeeklyMarkets',
          chosenReminders(withPolicy(reminders.settings, organizationId, { weeklyMarkets })),
        ),
      setKeyTerm: ({ organizationId, keyId, days }) =>
        told(
          'reminders.setKeyTerm',
          chosenReminders(withKeyTerm(reminders.settings, organizationId, keyId, days ?? undefined)),
        ),
      pause: ({ days }) =>
        told(
          'reminders.pause',
          chosenReminders({
            pausedUntil: days > 0 ? new Date(Date.now() + days * 86_400_000).toISOString() : null,
          }),
        ),
      snooze: () => told('reminders.snooze', ok(reminders)),
      read: () => {
        const { untold: _read, ...rest } = reminders;
        return changed('reminders', Promise.resolve(ok(rest)));
      },
      test: () => told('reminders.test', nothing()),
    },
    settings: {
      places: () => settingsCall('places', given.places?.()),
      choosePlace: ({ path }) => settingsCall('choosePlace', given.choosePlace?.(path)),
      createFile: ({ path }) => settingsCall('createFile', given.choosePlace?.(path)),
      previewRepair: () => settingsCall('previewRepair', given.repairPreview?.()),
      repair: () => settingsCall('repair', given.changed?.()),
      history: () => settingsCall('history', given.history?.()),
      previewRestore: () => settingsCall('previewRestore', given.change?.()),
      restore: () => settingsCall('restore', given.changed?.()),
      previewUndo: () => settingsCall('previewUndo', given.change?.()),
      undo: () => settingsCall('undo', given.changed?.()),
    },
    watch: {
      view: () => told('watch.view', ok(watch)),
      check: () => told('watch.check', ok(watch)),
      fix: () => told('watch.fix', changed('watch', given.fixWatched?.(watch) ?? Promise.resolve(ok(watch)))),
    },
    incidents: {
      view: () => told('incidents.view', ok(incidents)),
      assets: () => told('incidents.assets', orOffline(given.assets?.())),
      findInText: ({ text }) =>
        told(
          'incidents.findInText',
          given.findInText?.(text) ?? Promise.resolve(ok({ found: [], cutShort: 0, more: 0, unread: [] })),
        ),
      begin: () => incidentCall('begin', ''),
      tryAgain: ({ incidentId }) => incidentCall('tryAgain', incidentId),
      contain: ({ incidentId }) => incidentCall('contain', incidentId),
      setLastTrusted: ({ incidentId }) => incidentCall('setLastTrusted', incidentId),
      makeSuccessor: ({ key }) => told('incidents.makeSuccessor', orOffline(given.handOver?.(key.id))),
      impact: () => told('incidents.impact', orOffline(given.impact?.())),
      tick: ({ incidentId }) => incidentCall('tick', incidentId),
      saveReport: () => told('incidents.saveReport', ok({ path: '/home/ana/Documents/report.html' })),
      openReport: () => told('incidents.openReport', nothing()),
      writeMail: () => told('incidents.writeMail', nothing()),
      close: ({ incidentId }) => incidentCall('close', incidentId),
      openCard: () => told('incidents.openCard', nothing()),
    },
    audit: {
      page: ({ filter, cursor }) => told('audit.page', orOffline(given.auditPage?.(filter, cursor))),
      marks: () => told('audit.marks', given.auditMarks?.() ?? Promise.resolve(ok({ marks: [] }))),
      activity: ({ filter }) => told('audit.activity', orOffline(given.auditActivity?.(filter))),
      looked: () => told('audit.looked', nothing()),
      export: () => told('audit.export', changed('auditExport', orOffline(given.auditExport?.()))),
      cancelExport: () =>
        told(
          'audit.cancelExport',
          changed('auditExport', Promise.resolve(ok({ state: 'cancelled' as const }))),
        ),
    },
    scan: {
      view: () => told('scan.view', ok(scan)),
      places: () => told('scan.places', ok(given.scanPlaces ?? [])),
      choosePlace: () => told('scan.choosePlace', ok({ place: null })),
      start: () => told('scan.start', changed('scan', orOffline(given.startScan?.()))),
      cancel: () =>
        told(
          'scan.cancel',
          changed(
            'scan',
            Promise.resolve(
              ok(
                scan.state === 'looking'
                  ? {
                      ...scan,
                      state: 'ended' as const,
                      endedAt: scan.startedAt,
                      end: 'stopped' as const,
                      unread: [],
                    }
                  : scan,
              ),
            ),
          ),
        ),
      show: () => told('scan.show', nothing()),
      revoke: () => told('scan.revoke', orOffline(given.revokeFound?.())),
      adopt: () => told('scan.adopt', orOffline(given.adopt?.())),
    },
    doctor: {
      check: ({ client }) => told('doctor.check', given.check?.(client) ?? Promise.resolve(ok([]))),
      fix: ({ client }) => told('doctor.fix', given.fix?.(client) ?? Promise.resolve(ok([]))),
    },
    on: {
      account: listen('account'),
      keys: listen('keys'),
      revocations: listen('revocations'),
      connect: listen('connect'),
      watch: listen('watch'),
      rotations: listen('rotations'),
      reminders: listen('reminders'),
      incidents: listen('incidents'),
      auditExport: listen('auditExport'),
      scan: listen('scan'),
      appNotices: listen('appNotices'),
      openRequest: listen('openRequest'),
    },
  };
  return {
    api: checked(api),
    calls,
    emit,
    listeners: () => Object.values(listeners).reduce((count, { size }) => count + size, 0),
  };
}

/** What the next list says of a key after such an answer. */
function after(answer: Result<Proof>): Partial<KeyView> {
  if (answer.ok)
    return {
      revokedAt: answer.value.revokedAt,
      proof: answer.value,
      heldHere: false,
      revocationNotConfirmed: false,
    };
  const { code, at } = answer.error;
  if (code === 'revocation-unconfirmed') return { revocationNotConfirmed: true };
  return code === 'revoked-key-accepted' && at
    ? { revokedAt: at, revocationNotConfirmed: true, stillAcceptedAt: at }
    : {};
}
