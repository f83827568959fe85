import type { Companion } from '../../core/companion.ts';
import type { Preferences } from '../../core/preferences/preferences.ts';
import type { Handlers } from '../../shared/contract/derive.ts';
import { failure } from '../../shared/failure.ts';
import type { WindowClosing } from '../../shared/preferences.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { RotationsView } from '../../shared/rotation.ts';
import type { AppNotices } from '../shell/app-notices.ts';
import { auditHandlers } from './audit-handlers.ts';
import type { Desktop } from './desktop.ts';
import { incidentHandlers } from './incident-handlers.ts';
import { createKeysPages } from './keys-pages.ts';

const nothing = ok({});

/** Every call of the contract, answered by the companion. */
export function companionHandlers(companion: Companion, desktop: Desktop, appNotices: AppNotices): Handlers {
  const { account, keys, connector, settings, watch, rotations, handovers, reminders, loginItem, scan } =
    companion;
  const rotationsView = (): RotationsView => ({
    ...rotations.view(),
    handovers: [...handovers.view()],
  });

  const closing = (read: Awaited<ReturnType<Preferences['read']>>): Result<WindowClosing> =>
    read.ok ? ok({ hasTray: desktop.hasTray(), choice: read.value.closing }) : read;
  const keysPages = createKeysPages(companion);
  const opened = (answer: Result<void>): Result<Record<string, never>> => (answer.ok ? nothing : answer);

  return {
    app: {
      about: async () =>
        ok({
          version: desktop.version,
          platform: desktop.platform,
          keysPage: keysPages.here(),
        }),
    },
    device: {
      view: async () => ok(companion.renaming.view()),
      rename: async ({ name }) => companion.renaming.rename(name),
    },
    account: {
      view: async () => ok(account.view()),
      signIn: async ({ where }) => account.signIn(where),
      reopenSignInPage: async () => {
        const pending = account.pendingSignIn();
        if (!pending) return failed(failure('nothing-to-do'));
        return opened(await desktop.open(pending.verificationAddress));
      },
      copySignInCode: async () => {
        const pending = account.pendingSignIn();
        if (!pending) return failed(failure('nothing-to-do'));
        desktop.copy(pending.userCode);
        return nothing;
      },
      cancelSignIn: async () => ok(account.cancel()),
      pasteKey: async ({ token }) => account.pasteKey(token),
      chooseOrganization: async ({ organizationId }) => account.chooseOrganization(organizationId),
      signOut: async () => {
        const { leftBehind } = await companion.signOut();
        keysPages.told(leftBehind);
        return ok({ account: account.view(), leftBehind });
      },
      demoSignIn: async () => ok({ ...companion.demo.signIn }),
    },
    appNotices: {
      view: async () => ok(appNotices.view()),
      dismiss: async ({ id }) => ok(appNotices.dismiss(id)),
    },
    openRequest: {
      take: async () => ok({ openRequest: desktop.takeOpenRequest() ?? null }),
    },
    loginItem: {
      view: async () => loginItem.view(),
      choose: async ({ on }) => loginItem.choose(on),
    },
    windowClosing: {
      view: async () => closing(await companion.preferences.read()),
      choose: async ({ choice }) => closing(await companion.preferences.chooseClosing(choice)),
    },
    keys: {
      view: async () => ok(keys.view()),
      refresh: async () => {
        const asked = await account.refresh();
        if (!asked.ok && asked.error.code === 'signed-out') return asked;
        return ok(await keys.refresh());
      },
      revoke: async ({ keyId }) => keys.revoke(keyId),
      openKeysPage: async ({ address }) => {
        const known = await keysPages.find(address);
        return known.ok ? opened(await desktop.open(known.value)) : known;
      },
    },
    revocations: {
      view: async () => ok(companion.revocations.view()),
      tryNow: async ({ ids }) => companion.revocations.tryNow(ids),
    },
    connect: {
      clients: async () => companion.clients(),
      view: async ({ client }) => ok(connector(client).view()),
      preview: async ({ client }) => connector(client).preview(),
      start: async ({ client }) => connector(client).start(),
      resume: async ({ client }) => connector(client).resume(),
      undo: async ({ client }) => connector(client).undo(),
      disconnect: async ({ client, revokeKey }) => connector(client).disconnect(revokeKey),
      quitClient: async ({ client }) => connector(client).quitClient(),
      startClient: async ({ client }) => connector(client).startClient(),
      showConfigFile: async ({ client }) => {
        const path = await companion.settingsPath(client);
        if (!path.ok) return path;
        desktop.showInFolder(path.value);
        return nothing;
      },
    },
    rotations: {
      view: async () => ok(rotationsView()),
      start: async ({ connectionId }) => rotations.rotate(connectionId),
      rollBack: async ({ connectionId }) => {
        const back = await rotations.rollBack(connectionId);
        return back.ok ? ok(rotationsView()) : back;
      },
    },
    handovers: {
      start: async ({ keyId }) => {
        const list = keys.view();
        const key = list.state === 'listed' ? list.keys.find(({ id }) => id === keyId) : undefined;
        return key ? handovers.start(key) : failed(failure('not-found'));
      },
      copyNewKey: async ({ handoverId }) => {
        const token = await handovers.token(handoverId);
        if (!token.ok) return token;
        try {
          await desktop.copySecret(token.value);
          return nothing;
        } catch {
          // What was thrown may hold what was to be copied.
          return failed(failure('internal', { name: 'clipboard' }));
        }
      },
      placed: async ({ handoverId }) => {
        const noted = await handovers.placed(handoverId);
        return noted.ok ? ok(rotationsView()) : noted;
      },
      finish: async ({ handoverId }) => handovers.finish(handoverId),
      cancel: async ({ handoverId }) => {
        const cancelled = await handovers.cancel(handoverId);
        return cancelled.ok ? ok(rotationsView()) : cancelled;
      },
    },
    reminders: {
      view: async () => ok(reminders.view()),
      choose: async ({ chosen: { notifications, quietHours } }) =>
        reminders.choose({
          ...(notifications === undefined ? {} : { notifications }),
          ...(quietHours === undefined ? {} : { quietHours }),
        }),
      setTerm: async ({ organizationId, days }) => reminders.setPolicy(organizationId, { termDays: days }),
      setWeeklyMarkets: async ({ organizationId, weeklyMarkets }) =>
        reminders.setPolicy(organizationId, { weeklyMarkets }),
      setKeyTerm: async ({ organizationId, keyId, days }) =>
        reminders.setKeyTerm(organizationId, keyId, days ?? undefined),
      pause: async ({ days }) => reminders.pause(days),
      snooze: async ({ keyIds, choice }) => reminders.snooze(keyIds, choice),
      read: async () => reminders.read(),
      test: async () => opened(await reminders.test()),
    },
    settings: {
      places: async ({ client }) => settings.places(client),
      choosePlace: async ({ client, path }) => settings.choosePlace(client, path),
      createFile: async ({ client, path }) => settings.createFile(client, path),
      previewRepair: async ({ client }) => settings.previewRepair(client),
      repair: async ({ client, ...consent }) => settings.repair(client, consent),
      history: async ({ client }) => settings.history(client),
      previewRestore: async ({ client, backupId }) => settings.previewRestore(client, backupId),
      restore: async ({ client, backupId, ...consent }) => settings.restore(client, backupId, consent),
      previewUndo: async ({ client }) => settings.previewUndo(client),
      undo: async ({ client, ...consent }) => settings.undo(client, consent),
    },
    watch: {
      view: async () => ok(watch.view()),
      check: async () => ok(await watch.check()),
      fix: async ({ connectionId }) => watch.fix(connectionId),
    },
    incidents: incidentHandlers(companion, desktop),
    audit: auditHandlers(companion, desktop),
    scan: {
      view: async () => ok(scan.view()),
      places: async () => ok(await scan.places()),
      choosePlace: async () => {
        const path = await desktop.askForFolder();
        return ok({ place: path === undefined ? null : { kind: 'chosen' as const, path } });
      },
      start: async ({ paths }) => scan.start(paths),
      cancel: async () => ok(await scan.cancel()),
      show: async ({ findingId }) => {
        const path = scan.pathOf(findingId);
        if (path === undefined) return failed(failure('not-found'));
        desktop.showInFolder(path);
        return nothing;
      },
      revoke: async ({ findingId }) => scan.revoke(findingId),
      adopt: async ({ findingId }) => scan.adopt(findingId),
    },
    doctor: {
      check: async ({ client }) => ok(await companion.check(client)),
      fix: async ({ client }) => companion.fix(client),
    },
  };
}
