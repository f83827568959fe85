import type { AccountView } from '../../shared/account.ts';
import type { ConfigPreview, ConnectView } from '../../shared/connect-view.ts';
import type { CompanionApi, EventValue } from '../../shared/contract/derive.ts';
import type { Finding } from '../../shared/doctor.ts';
import { failure } from '../../shared/failure.ts';
import type { KeysView, KeyView, RevokeOutcome } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';

type EventName = keyof CompanionApi['on'];
type SignOutEnd = Extract<Awaited<ReturnType<CompanionApi['account']['signOut']>>, { ok: true }>['value'];

/** What the fake answers; every part may be replaced. */
export interface FakeParts {
  readonly account: AccountView;
  readonly keys: KeysView;
  readonly connect: ConnectView;
  readonly platform: 'mac' | 'windows' | 'linux';
  signIn(where: 'convene' | 'practice'): Promise<Result<AccountView>>;
  pasteKey(token: string): Promise<Result<AccountView>>;
  signOut(): Promise<Result<SignOutEnd>>;
  refresh(now: KeysView): Promise<Result<KeysView>>;
  revoke(key: KeyView): Promise<Result<RevokeOutcome>>;
  preview(): Promise<Result<ConfigPreview>>;
  connectCall(
    name: 'start' | 'resume' | 'undo' | 'disconnect',
    now: ConnectView,
  ): Promise<Result<ConnectView>>;
  check(): Promise<Result<Finding[]>>;
}

export interface FakeCompanion {
  readonly api: CompanionApi;
  /** The calls that were made, as `keys.revoke`, in order. */
  readonly calls: readonly string[];
  /** Tells the page something unasked, as main does. */
  emit<Name extends EventName>(name: Name, value: EventValue<Name>): void;
  /** How many listeners there are. */
  listeners(): number;
}

const nothing = async (): Promise<Result<Record<string, never>>> => ok({});

/** A companion in memory: answers the whole contract, keeps its views, and tells every change as main would. */
export function fakeCompanion(given: Partial<FakeParts> = {}): FakeCompanion {
  let account: AccountView = given.account ?? { state: 'signed-out' };
  let keys: KeysView = given.keys ?? { state: 'loading' };
  let connect: ConnectView = given.connect ?? { state: 'not-connected' };
  const calls: string[] = [];
  const listeners = { account: new Set<never>(), keys: new Set<never>(), connect: new Set<never>() } as {
    [Name in EventName]: Set<(value: EventValue<Name>) => void>;
  };
  const told = async <T>(name: string, answer: T | Promise<T>): Promise<T> => {
    calls.push(name);
    return answer;
  };

  function emit<Name extends EventName>(name: Name, value: EventValue<Name>): void {
    if (name === 'account') account = value as AccountView;
    if (name === 'keys') keys = value as KeysView;
    if (name === 'connect') connect = value as ConnectView;
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

  async function revoke(keyId: string): Promise<Result<RevokeOutcome>> {
    const key = keys.state === 'listed' ? keys.keys.find(({ id }) => id === keyId) : undefined;
    if (!key || keys.state !== 'listed') return failed(failure('not-found'));
    const answer = (await given.revoke?.(key)) ?? failed(failure('offline'));
    if (!answer.ok) return answer;
    emit('keys', {
      ...keys,
      keys: keys.keys.map((one) => (one.id === keyId ? { ...one, ...after(answer.value) } : one)),
    });
    return answer;
  }

  const connectCall = (name: 'start' | 'resume' | 'undo' | 'disconnect'): Promise<Result<ConnectView>> =>
    changed('connect', given.connectCall?.(name, connect) ?? Promise.resolve(ok(connect)));

  const api: CompanionApi = {
    app: {
      about: () =>
        told(
          'app.about',
          ok({
            version: '0.1.0',
            platform: given.platform ?? 'mac',
            deviceName: 'Market office laptop',
            keysPage: 'https://app.convene.markets/admin/api_keys',
          }),
        ),
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
      practiceSignIn: () =>
        told('account.practiceSignIn', ok({ email: 'ana@quince.example', password: 'quince-demo' })),
    },
    keys: {
      view: () => told('keys.view', ok(keys)),
      refresh: () =>
        told('keys.refresh', changed('keys', given.refresh?.(keys) ?? Promise.resolve(ok(keys)))),
      revoke: ({ keyId }) => told('keys.revoke', revoke(keyId)),
      openKeysPage: () => told('keys.openKeysPage', nothing()),
    },
    connect: {
      view: () => told('connect.view', ok(connect)),
      preview: () =>
        told('connect.preview', given.preview?.() ?? Promise.resolve(failed(failure('config-missing')))),
      start: () => told('connect.start', connectCall('start')),
      resume: () => told('connect.resume', connectCall('resume')),
      undo: () => told('connect.undo', connectCall('undo')),
      disconnect: () => told('connect.disconnect', connectCall('disconnect')),
      showConfigFile: () => told('connect.showConfigFile', nothing()),
    },
    doctor: {
      check: () => told('doctor.check', given.check?.() ?? Promise.resolve(ok([]))),
    },
    on: { account: listen('account'), keys: listen('keys'), connect: listen('connect') },
  };
  return {
    api,
    calls,
    emit,
    listeners: () => listeners.account.size + listeners.keys.size + listeners.connect.size,
  };
}

/** What the next list says of a key after such an outcome. */
function after(outcome: RevokeOutcome): Partial<KeyView> {
  switch (outcome.result) {
    case 'revoked':
      return {
        revokedAt: outcome.proof.revokedAt,
        proof: outcome.proof,
        heldHere: false,
        revocationNotConfirmed: false,
      };
    case 'still-accepted':
      return { revokedAt: outcome.revokedAt, revocationNotConfirmed: false };
    case 'not-confirmed':
      return { revocationNotConfirmed: true };
  }
}
