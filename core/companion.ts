/**
 * Puts the services together. The window and the command line both stand on what `createCompanion` answers; what
 * differs between them (how a browser is opened, where the programs lie) is handed in.
 */
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClientId, clientIds } from '../shared/clients.ts';
import type { ClientView, ConnectView } from '../shared/connect-view.ts';
import type { Finding } from '../shared/doctor.ts';
import { failure } from '../shared/failure.ts';
import { policyOf } from '../shared/reminders/policy.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { tellsOfKeys } from '../shared/wording/state-files.ts';
import { createAccount } from './account/account.ts';
import { accountFileSchema, accountOfV0 } from './account/account-file.ts';
import { createAudit } from './audit/audit.ts';
import { exportPlacesSchema, noExportPlaces } from './audit/export-folders.ts';
import { lookedFileSchema, neverLooked } from './audit/last-seen.ts';
import { viaClaudeCodeCli } from './clients/claude-code.ts';
import { type ClientProcess, claudeProcesses } from './clients/claude-desktop/processes.ts';
import type { ClientAdapter } from './clients/client-adapter.ts';
import { createSettings, findSettings } from './clients/find-settings.ts';
import { localServersAllowed } from './clients/policy.ts';
import { clientTable } from './clients/table.ts';
import type { Connect } from './connect/connect.ts';
import { createConnectionConditions } from './connect/connection-condition.ts';
import { createConnectors } from './connect/connectors.ts';
import { listClients } from './connect/list-clients.ts';
import { createBridgeMemory } from './connections/bridge-memory.ts';
import { rememberedFolder } from './connections/bridge-memory-path.ts';
import { type OpenProbe, openProbe } from './connections/bridge-probe.ts';
import { connectionsFileSchema, createConnections, noConnections } from './connections/connections.ts';
import { noteEnvironment } from './connections/note-environment.ts';
import { createConvene } from './convene/create-convene.ts';
import { defaultRetry } from './convene/retry.ts';
import { createServerClock } from './convene/server-clock.ts';
import { createDemoMarket, demoMarketFileSchema } from './demo-market/demo-market.ts';
import { check } from './doctor/doctor.ts';
import { type FixDeps, fix } from './doctor/fix.ts';
import type { Computer } from './files/data-folder.ts';
import { spawnApart } from './files/spawn-apart.ts';
import type { SpawnCommand } from './files/spawn-command.ts';
import { createStateFiles } from './files/state-files.ts';
import { createFoundAgain } from './found-again.ts';
import { finishRotationsOf } from './incident/finish-rotations.ts';
import type { IncidentDeps } from './incident/incident-deps.ts';
import { createIncidents } from './incident/incidents.ts';
import { incidentsFileSchema, incidentsOfV0, noIncidents } from './incident/incidents-file.ts';
import { createOpenRevocations } from './incident/open-revocations.ts';
import { createPapers } from './incident/papers.ts';
import { whatIsHere } from './incident/what-is-here.ts';
import { type ChildSecretStore, openSecretStore } from './keychain/keychain-client.ts';
import { knownKeysFileSchema, noKnownKeys } from './keys/key-list-cache.ts';
import { createKeys } from './keys/keys.ts';
import { fileBehind, type LeftBehind, unreadBehind, withOpenRevocations } from './keys/left-behind.ts';
import { createMadeHere, madeHereFileSchema, nothingMadeHere } from './keys/made-here.ts';
import { noProofs, proofsFileSchema } from './keys/proofs-file.ts';
import { fileLog } from './log.ts';
import {
  createLoginItem,
  loginItemFileSchema,
  notAsked,
  type SystemLoginItem,
} from './login-item/login-item.ts';
import { createOperations } from './operations/operations.ts';
import { usualPausesMs } from './operations/retries.ts';
import { type Clock, type Opener, systemClock } from './ports.ts';
import { createPreferences, noPreferences, preferencesFileSchema } from './preferences/preferences.ts';
import type { Notifier } from './reminders/notifier.ts';
import { createReminders } from './reminders/reminders.ts';
import { noReminders, remindersFileSchema } from './reminders/reminders-file.ts';
import { createRenaming } from './renaming/renaming.ts';
import { createHandovers } from './rotation/handovers.ts';
import { createRotations } from './rotation/rotations.ts';
import { createScans } from './scan/scans.ts';
import { startSignIn } from './session/device-sign-in.ts';
import { findSignIn, offersSignIn } from './session/discovery.ts';
import { endOnServer } from './session/end-on-server.ts';
import { createSession } from './session/session.ts';
import { createKeysInFiles } from './settings/keys-in-files.ts';
import { chosenPlacesSchema, createSettingsService, noChosenPlaces } from './settings/settings-service.ts';
import { createSettingsFile, type SettingsFile } from './settings-editor/settings-file.ts';
import { deviceNameHere } from './this-computer/device-name.ts';
import { type TidyUpDeps, tidyUp } from './tidy-up.ts';
import { createWatch } from './watch/watch.ts';
import { nothingWatched, watchStateSchema } from './watch/watch-state.ts';

/** What people are told to use in the demo market; it protects nothing. */
const demoSignIn = { email: 'ana@quince.example', password: 'quince-demo' };

/** Where Convene runs for everybody. Another server is chosen with CONVENE_SERVER. */
const production = 'https://app.convene.markets';

export interface CompanionOptions {
  /** The folder for the companion's own files. */
  readonly folder: string;
  readonly opener: Opener;
  readonly programs: {
    readonly bridge: SpawnCommand;
    readonly keychainHost: SpawnCommand;
    readonly demo: SpawnCommand;
  };
  /** The program that looks through files (`ripgrepPath`). */
  readonly ripgrep: () => string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly clock?: Clock;
  /** Notifications of the system; without them nobody is told of keys that are due. */
  readonly notifier?: Pick<Notifier, 'show'>;
  /** How the system starts programs at login; without it that isn't offered. */
  readonly loginItem?: SystemLoginItem;
  /** Whether Claude Desktop runs; a look at this computer's processes unless something else is handed in. */
  readonly claude?: ClientProcess;
  /** The keychain of the system unless something else is handed in. */
  readonly secrets?: ChildSecretStore;
  /** How the helper is asked to prove itself; as a process unless something else is handed in. */
  readonly openProbe?: OpenProbe;
  readonly pace?: Partial<typeof defaultPace>;
}

/** Milliseconds between looks and tries; tests shorten them. */
const defaultPace = {
  /** The entry must stay in Claude's file this long after Claude's start, because Claude rewrites it then. */
  entryMustLastMs: 2_000,
  /** Between two looks whether Claude was quit or started. */
  lookEveryMs: 1_000,
  /** Before each further try to get a revocation confirmed. */
  askAgainAfterMs: usualPausesMs,
  /** How often, and how long, an incident asks again and looks for what was made since. */
  incident: {} as NonNullable<IncidentDeps['pace']>,
  /** Between two questions whether a sign-in was approved, at least. */
  pollEveryMs: 1_000,
  /** Before each repetition of a request to Convene that may be repeated. */
  repeatAfterMs: defaultRetry.pausesMs,
};

/** Milliseconds after which the start goes on without having tidied up: a settings folder may be on a disk that hangs. */
const tidyDeadlineMs = 3_000;

const noNotifications: Pick<Notifier, 'show'> = {
  show: async () => failed(failure('nothing-to-do', { detail: 'no notifications here' })),
};

const noLoginItem: SystemLoginItem = {
  look: async () => ok('off'),
  set: async () => failed(failure('nothing-to-do', { detail: 'no login item here' })),
};

export interface SignOut {
  readonly leftBehind: LeftBehind[];
}

export type Companion = ReturnType<typeof createCompanion>;

export function createCompanion(around: CompanionOptions) {
  const { env, platform, home, programs } = around;
  const clock = around.clock ?? systemClock;
  const pace = { ...defaultPace, ...around.pace };
  const file = (name: string): string => join(around.folder, name);
  /** What Convene calls now: in an incident its times and ours stand side by side. */
  const serverClock = createServerClock(clock);
  const log = fileLog(file('companion.log'));
  const state = createStateFiles(around.folder, log);
  const deviceName = deviceNameHere(state, env.CONVENE_DEVICE_NAME, log);
  const productionServer = (env.CONVENE_SERVER ?? production).replace(/\/+$/, '');

  const secrets = around.secrets ?? openSecretStore({ host: programs.keychainHost, spawn: spawnApart });
  const probeOf = around.openProbe ?? openProbe;
  const session = createSession({ secrets, lockPath: file('session.lock'), log });
  const madeHere = createMadeHere({
    file: state.file('made-here.json', { schema: madeHereFileSchema, initial: nothingMadeHere }),
    log,
  });
  const demo = createDemoMarket({
    program: programs.demo,
    dataFolder: file('practice-market'),
    file: state.file('practice.json', { schema: demoMarketFileSchema, initial: () => ({ port: 0 }) }),
    signIn: demoSignIn,
  });
  const account = createAccount({
    file: state.file('account.json', {
      schema: accountFileSchema,
      migrate: accountOfV0,
      initial: () => ({ kind: 'none' as const }),
    }),
    secrets,
    session,
    opener: around.opener,
    demo,
    log,
    productionServer,
    convene: (server, tokens) =>
      madeHere.noting(
        createConvene({
          server,
          log,
          heard: serverClock.heard,
          timeouts: { pausesMs: pace.repeatAfterMs },
          ...(tokens ? { tokens } : {}),
        }),
      ),
    async endSession({ server, refreshToken }) {
      const found = await findSignIn(server, defaultRetry);
      return found.ok ? endOnServer(found.value, refreshToken, defaultRetry) : found;
    },
    startSignIn: (server) =>
      startSignIn({ server, deviceName: deviceName.current(), leastIntervalMs: pace.pollEveryMs }),
    foundAgain: state.foundAgain,
    offersSignIn,
  });
  const connections = createConnections({
    file: state.file('connections.json', { schema: connectionsFileSchema, initial: noConnections }),
    secrets,
    remembered: createBridgeMemory(around.folder),
  });
  const known = state.file('known-keys.json', { schema: knownKeysFileSchema, initial: noKnownKeys });
  const keys = createKeys({
    account,
    connections,
    known,
    proofs: state.file('proofs.json', { schema: proofsFileSchema, initial: noProofs }),
    clock,
    deviceName,
    log,
    askAgainAfterMs: pace.askAgainAfterMs,
    isAskedFor: (key) => incidents.asksFor(key),
  });
  const operations = createOperations({ folder: around.folder, clock, log });
  const rotations = createRotations({
    account,
    keys,
    connections,
    bridge: programs.bridge,
    openProbe: probeOf,
    clock,
    deviceName,
    log,
    operations,
    async succeeded(within, oldKeyId, newKey) {
      await incidents.noteReplaced(within, oldKeyId, newKey);
      const { organizationId } = within;
      const days = policyOf(reminders.view().settings, organizationId).keyTermDays[oldKeyId];
      if (days === undefined) return;
      await reminders.setKeyTerm(organizationId, newKey.id, days);
      await reminders.setKeyTerm(organizationId, oldKeyId, undefined);
    },
  });
  const handovers = createHandovers({
    account,
    keys,
    connections,
    clock,
    deviceName,
    madeHere,
    log,
    operations,
    succeeded: (within, oldKeyId, newKey) => incidents.noteReplaced(within, oldKeyId, newKey),
  });
  const here = whatIsHere({ connections, madeHere, rotations, handovers, operations });
  const lookAgain = () => Promise.all(clientIds.map((client) => connector(client).lookAgain()));
  const renaming = createRenaming({ account, keys, connections, operations, deviceName, ...here, lookAgain });
  const incidents = createIncidents({
    account,
    keys,
    file: state.file('incidents.json', {
      schema: incidentsFileSchema,
      migrate: incidentsOfV0,
      initial: noIncidents,
    }),
    clock,
    serverClock,
    deviceName,
    log,
    pace: pace.incident,
    ...here,
    finishRotationsOf: (within, keyIds) => finishRotationsOf({ rotations, handovers, log }, within, keyIds),
  });
  const revocations = createOpenRevocations({ account, keys, incidents, log });
  const reminders = createReminders({
    account,
    keys,
    known,
    connections,
    notifier: around.notifier ?? noNotifications,
    file: state.file('reminders.json', { schema: remindersFileSchema, initial: noReminders }),
    clock,
    log,
  });
  const exportPlaces = state.file('audit-exports.json', {
    schema: exportPlacesSchema,
    initial: noExportPlaces,
  });
  const audit = createAudit({
    account,
    places: exportPlaces,
    looked: state.file('audit-looked.json', { schema: lookedFileSchema, initial: neverLooked }),
    log,
  });
  const loginItem = createLoginItem({
    file: state.file('login-item.json', { schema: loginItemFileSchema, initial: notAsked }),
    system: around.loginItem ?? noLoginItem,
  });
  const preferences = createPreferences({
    file: state.file('preferences.json', { schema: preferencesFileSchema, initial: noPreferences }),
  });
  const claude = around.claude ?? claudeProcesses({ platform, home });
  const computer: Computer = { env, platform, home };
  const configOf = (client: ClientId, path: string): SettingsFile => {
    const { dialect } = clientTable[client];
    const edited = createSettingsFile({ path, backupFolder: file('backups'), dialect, client });
    return client === 'claude-code' ? viaClaudeCodeCli(edited, computer) : edited;
  };
  const adapterOf = (client: ClientId): ClientAdapter => ({
    client,
    locate: () => settings.locate(client),
    config: (path) => configOf(client, path),
    entry: clientTable[client].entry,
    allowed: () => localServersAllowed(client, platform),
  });
  const conditions = createConnectionConditions({
    account,
    connections,
    keys,
    known,
    log,
    convene: (server) => createConvene({ server, log, timeouts: { pausesMs: pace.repeatAfterMs } }),
  });
  const connectors = createConnectors({
    account,
    keys,
    connections,
    adapterOf,
    operations,
    conditions,
    deviceName,
    takeName: renaming.takeName,
    log,
    beforeLeaving: rotations.settleBeforeLeaving,
    claude,
    bridge: programs.bridge,
    openProbe: probeOf,
    clock,
    entryMustLastMs: pace.entryMustLastMs,
    lookEveryMs: pace.lookEveryMs,
  });
  const connector = (client: ClientId): Connect => connectors.of(client);
  const watchStateFile = state.file('watch.json', {
    formerName: 'guard.json',
    schema: watchStateSchema,
    initial: nothingWatched,
  });
  const watch = createWatch({
    connections,
    adapterOf,
    claude,
    bridge: programs.bridge,
    clock,
    log,
    file: watchStateFile,
    pace: { entryMustLastMs: pace.entryMustLastMs },
  });
  connectors.onChange(({ state }) => {
    if (state !== 'connecting') watch.lookSoon();
  });
  rotations.onChange(connectors.lookAgain);
  keys.onChange(connectors.lookAgain);
  incidents.onChange(connectors.lookAgain);
  account.onChange(() => {
    connections.heldKeys.forgetFailures();
    connectors.lookAgain();
  });
  const chosenFile = state.file('settings-places.json', {
    schema: chosenPlacesSchema,
    initial: noChosenPlaces,
  });
  const settings = createSettingsService({
    chosen: chosenFile,
    backupFolder: file('backups'),
    claude,
    find: (client, chosen) => findSettings(clientTable[client], computer, chosen),
    create: (places, path) => createSettings(places, path, computer),
    config: configOf,
    dialect: (client) => clientTable[client].dialect,
    connectedPath(client) {
      const view = connector(client).view();
      if (view.state === 'connected') return view.connection.configPath;
      return view.state === 'connecting' ? view.preview.path : undefined;
    },
    pauseWhile: watch.pauseWhile,
  });

  const keysInFiles = createKeysInFiles({
    backupFolder: file('backups'),
    computer,
    connections,
    chosen: chosenFile,
  });
  const scan = createScans({
    account,
    keys,
    computer,
    ripgrep: around.ripgrep,
    clock,
    log,
    config: configOf,
    adoptDeps: {
      connections,
      claude,
      deviceName,
      connector,
      adapterOf,
      pauseWhile: watch.pauseWhile,
      clearCopiesOf: keysInFiles.clearCopiesOf,
    },
  });
  const foundAgain = createFoundAgain({ account, keys, secrets, claude, deviceName, log, adapterOf });
  const doctorDeps: FixDeps = {
    async noteKey(connection, refused) {
      await conditions.note(connection, refused);
      connections.heldKeys.forget(connection.id);
      connectors.lookAgain();
    },
    account,
    connections,
    claude,
    bridge: programs.bridge,
    openProbe: probeOf,
    computer,
    adapterOf,
    settings,
    putEntryRight: watch.fix,
  };

  /** Own files that can't be read now. */
  const unreadable = async () => [...(await state.unreadable()), ...(await operations.unreadable())];

  /** Revokes what was made here, ends the session, and forgets everything that only mattered while signed in. */
  async function signOut(): Promise<SignOut> {
    const now = await account.findAgain();
    // Before anything is forgotten: what these files hold isn't nothing because it can't be read.
    const unread = (await unreadable()).filter(({ name }) => tellsOfKeys(name));
    const clearCopies = await keysInFiles.ofAll();
    await renaming.leave();
    const left: LeftBehind[] = [...(await rotations.leave()), ...(await handovers.leave())];
    left.push(...(await incidents.leave()));
    for (const client of clientIds) left.push(...(await connector(client).leave()));
    const mayLive = unread.length > 0 ? await foundAgain.rollBack(left) : [];
    // After that: taking our entries out has made copies of the files once more.
    const inFiles = await clearCopies();
    const leftBehind = [
      ...withOpenRevocations(left, await revocations.look(), now),
      ...unread.map(({ name }) => unreadBehind(name, mayLive, now)),
      ...inFiles.map(fileBehind),
    ];
    for (const forgotten of [
      await connections.forgetAll(),
      await watchStateFile.remove(),
      await reminders.forgetAll(),
      await audit.forgetAll(),
      ...(around.loginItem ? [await loginItem.forget()] : []),
      await chosenFile.remove(),
      await preferences.forget(),
      await madeHere.forgetAll(),
      await deviceName.forget(),
    ]) {
      if (!forgotten.ok) log('file stays', { failure: forgotten.error });
    }
    const ended = await account.leave();
    if (!ended.ok) {
      log('session not ended', { failure: ended.error });
      leftBehind.push({ what: 'session', name: now.state === 'signed-in' ? now.person.email : '' });
    }
    await keys.forgetAll();
    // Empty unless something in it can't be read, which stays.
    await rmdir(operations.folder).catch(() => {});
    await rm(file('pages'), { recursive: true, force: true }).catch((error: unknown) =>
      log('pages stay', { error: String(error) }),
    );
    return { leftBehind };
  }

  const tidyUpDeps: TidyUpDeps = {
    folders: [around.folder, operations.folder, file('backups'), rememberedFolder(around.folder)],
    computer,
    connections,
    exportPlaces,
    log,
  };

  return {
    /** What this computer is called. */
    deviceName,
    renaming,
    productionServer,
    log,
    account,
    keys,
    connector,
    connections,
    /** Whether each connection works. */
    conditions,
    /** Replaces keys by new ones. */
    rotations,
    /** Replaces keys that live elsewhere, together with the person. */
    handovers,
    /** Tells which keys are due, once it is opened. */
    reminders,
    /** A key leaked, or a device is lost. */
    incidents,
    /** What was asked to be revoked and isn't for certain, whoever asked, wherever. */
    revocations,
    /** What keys and people did. */
    audit,
    /** Starting at login, so that reminders come. */
    loginItem,
    /** What the person has chosen about the app on this computer. */
    preferences,
    /** Watches the settings of what is connected, once it is opened. */
    watch,
    /** What a person does with a program's settings file besides connecting. */
    settings,
    demo,
    /** The settings file of a program: that of its connection, else the one that would be used. */
    settingsPath: (client: ClientId): Promise<Result<string>> => settings.pathOf(client),
    clients: async (): Promise<Result<ClientView[]>> =>
      ok(await listClients(computer, (client) => connector(client).view())),
    onConnectChange: (listener: (view: ConnectView) => void): (() => void) => connectors.onChange(listener),
    /** Looks at every part of a program's connection; changes nothing. */
    check: (client: ClientId): Promise<Finding[]> => check(doctorDeps, client),
    /** Fixes the first thing that one press fixes, and looks again. */
    fix: (client: ClientId): Promise<Result<Finding[]>> => fix(doctorDeps, client),
    /** The report of an incident, and the emergency card. */
    papers: createPapers({ account, connections, incidents, clock: serverClock, log }),
    /** Where pages for the browser are written; there is nothing secret on them. */
    pagesFolder: file('pages'),
    /** The look for keys that were left in files. */
    scan,
    signOut,
    /** Own files that can't be read now: what they hold isn't known, and isn't nothing. */
    unreadable,
    foundAgain,
    /** A file of ours was replaced by its last good copy. */
    onRecovered: state.onRecovered,
    /** Reads what is on this computer; no network is waited for. */
    async open(): Promise<void> {
      if (!(await noteEnvironment(around.folder, env, platform)).ok) log('nothing is noted for bridges');
      const tidied = Promise.race([tidyUp(tidyUpDeps), delay(tidyDeadlineMs, undefined, { ref: false })]);
      // Who is signed in is what a person waits for; leftovers of others are none of this program's own files.
      await Promise.all([account.open(), tidied, deviceName.look()]);
      await renaming.open();
      await rotations.open();
      await handovers.open();
      await incidents.open();
      await connectors.open();
      await revocations.look();
    },
    async close(): Promise<void> {
      revocations.close();
      incidents.stop();
      await scan.close();
      keys.close();
      await audit.close();
      await reminders.close();
      await watch.close();
      await connectors.close();
      await demo.stop();
      await Promise.all([state.settled(), session.settled()]);
      await secrets.close();
    },
  };
}
