import { createStore } from 'zustand/vanilla';
import type { AccountView } from '../../shared/account.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Result } from '../../shared/result.ts';
import type { Announcer } from '../data/announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

type SignOutAnswer = Awaited<ReturnType<CompanionApi['account']['signOut']>>;
export type LeftBehind = Extract<SignOutAnswer, { ok: true }>['value']['leftBehind'][number];

export type AccountAction =
  | 'sign-in'
  | 'open-demo'
  | 'reopen'
  | 'copy'
  | 'cancel'
  | 'paste'
  | 'choose'
  | 'sign-out'
  | 'unblock';

export interface AccountState {
  readonly view: AccountView;
  readonly work: Work<AccountAction>;
  /** The sign-in code was copied since this screen came up. */
  readonly copied: boolean;
  readonly demoSignIn: { readonly email: string; readonly password: string } | undefined;
  /** Set after signing out: what could not be undone. Empty means that nothing stays behind. */
  readonly leftBehind: readonly LeftBehind[] | undefined;
}

export function createAccountStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<AccountState>(() => ({
    view: { state: 'opening' },
    work: idle,
    copied: false,
    demoSignIn: undefined,
    leftBehind: undefined,
  }));
  const setWork = (work: Work<AccountAction>): void => store.setState({ work });

  function show(view: AccountView): void {
    const before = store.getState().view;
    store.setState({
      view,
      ...(view.state === before.state ? {} : { copied: false }),
      ...(view.state === 'signed-out' ? {} : { leftBehind: undefined }),
    });
    if (view.state === 'signed-in' && before.state !== 'signed-in' && before.state !== 'opening')
      announcer.say(`You’re signed in as ${view.person.name}.`);
    if (view.state === 'waiting' && view.server.kind === 'demo') void learnDemoSignIn();
  }

  async function learnDemoSignIn(): Promise<void> {
    if (store.getState().demoSignIn) return;
    const answer = await api.account.demoSignIn();
    if (answer.ok) store.setState({ demoSignIn: answer.value });
  }

  const shown = async (
    action: AccountAction,
    call: () => Promise<Result<AccountView>>,
  ): Promise<Result<AccountView>> => {
    const answer = await doing(setWork, action, call);
    if (answer.ok) show(answer.value);
    return answer;
  };

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.account,
        ask: api.account.view,
        show,
        fail: (failure) => show({ state: 'blocked', failure }),
      }),
    signIn: (where: 'convene' | 'demo') =>
      shown(where === 'demo' ? 'open-demo' : 'sign-in', () => api.account.signIn({ where })),
    reopenPage: () => doing(setWork, 'reopen', () => api.account.reopenSignInPage()),
    async copyCode(): Promise<void> {
      const answer = await doing(setWork, 'copy', () => api.account.copySignInCode());
      if (!answer.ok) return;
      store.setState({ copied: true });
      announcer.say('Code copied.');
    },
    cancel: () => shown('cancel', () => api.account.cancelSignIn()),
    pasteKey: (token: string) => shown('paste', () => api.account.pasteKey({ token })),
    chooseOrganization: (organizationId: string) =>
      shown('choose', () => api.account.chooseOrganization({ organizationId })),
    async signOut(): Promise<void> {
      const answer = await doing(setWork, 'sign-out', () => api.account.signOut());
      if (!answer.ok) return;
      const { account, leftBehind } = answer.value;
      show(account);
      store.setState({ leftBehind });
      announcer.say(leftBehind.length === 0 ? 'You’re signed out.' : 'Not everything could be undone.');
    },
    /** Asks main to look at the keychain again; what it finds comes as an event. */
    async unblock(): Promise<void> {
      const answer = await doing(setWork, 'unblock', () => api.keys.refresh());
      if (!answer.ok) return;
      const now = await api.account.view();
      if (now.ok) show(now.value);
    },
    forgetFailure: (): void => store.setState({ work: idle }),
  };
}
