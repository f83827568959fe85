import type { Companion } from '../../core/companion.ts';
import type { Handlers } from '../../shared/contract/derive.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';

/** What the handlers do on the desktop itself. */
export interface Desktop {
  readonly version: string;
  readonly platform: 'mac' | 'windows' | 'linux';
  open(address: string): Promise<Result<void>>;
  copy(text: string): void;
  showInFolder(path: string): void;
}

const nothing = ok({});

/** Every call of the contract, answered by the companion. */
export function companionHandlers(companion: Companion, desktop: Desktop): Handlers {
  const { account, keys, connect } = companion;

  const serverNow = (): string => {
    const now = account.view();
    return 'server' in now ? now.server.address : companion.productionServer;
  };
  const keysPage = (): string => new URL('/admin/api_keys', serverNow()).href;
  const opened = (answer: Result<void>): Result<Record<string, never>> => (answer.ok ? nothing : answer);

  return {
    app: {
      about: async () =>
        ok({
          version: desktop.version,
          platform: desktop.platform,
          deviceName: companion.deviceName,
          keysPage: keysPage(),
        }),
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
        return ok({ account: account.view(), leftBehind });
      },
      practiceSignIn: async () => ok({ ...companion.practice.signIn }),
    },
    keys: {
      view: async () => ok(keys.view()),
      refresh: async () => {
        const asked = await account.refresh();
        if (!asked.ok && asked.error.code === 'signed-out') return asked;
        return ok(await keys.refresh());
      },
      revoke: async ({ keyId }) => keys.revoke(keyId),
      openKeysPage: async () => opened(await desktop.open(keysPage())),
    },
    connect: {
      view: async () => ok(connect.view()),
      preview: async () => connect.preview(),
      start: async () => connect.start(),
      resume: async () => connect.resume(),
      undo: async () => connect.undo(),
      disconnect: async ({ revokeKey }) => connect.disconnect(revokeKey),
      showConfigFile: async () => {
        const now = connect.view();
        if (now.state === 'connected') desktop.showInFolder(now.connection.configPath);
        else if (now.state === 'connecting') desktop.showInFolder(now.preview.path);
        else {
          const located = await companion.locateConfig();
          if (!located.ok) return located;
          desktop.showInFolder(located.value.path);
        }
        return nothing;
      },
    },
    doctor: {
      check: async () => ok(await companion.examine()),
    },
  };
}
