import { createStore } from 'zustand/vanilla';
import type { ConfigPreview, ConnectView } from '../../shared/connect-view.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import { capitalized } from '../../shared/wording/numbers.ts';
import { stepWords } from '../../shared/wording/steps.ts';
import type { Announcer } from './announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

export type Preview =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly preview: ConfigPreview }
  | { readonly state: 'failed'; readonly failure: Failure };

export type ConnectAction = 'start' | 'resume' | 'undo' | 'disconnect' | 'show-file';

export interface ConnectState {
  /** Absent until main has said once. */
  readonly view: ConnectView | undefined;
  readonly preview: Preview;
  readonly work: Work<ConnectAction>;
}

export function createConnectStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<ConnectState>(() => ({
    view: undefined,
    preview: { state: 'loading' },
    work: idle,
  }));
  const setWork = (work: ConnectState['work']): void => store.setState({ work });

  function show(view: ConnectView): void {
    const before = store.getState().view;
    store.setState({ view });
    announceProgress(before, view);
  }

  function announceProgress(before: ConnectView | undefined, view: ConnectView): void {
    if (view.state === 'connected' && before?.state === 'connecting')
      announcer.say(`Claude Desktop is connected to ${view.connection.organizationName}.`);
    if (view.state === 'not-connected' && before?.state === 'connecting')
      announcer.say('Everything is taken back.');
    if (view.state !== 'connecting') return;
    const wasDone = new Set(
      before?.state === 'connecting'
        ? before.steps.filter(({ status }) => status === 'done').map(({ id }) => id)
        : [],
    );
    for (const step of view.steps) {
      if (step.status === 'done' && before?.state === 'connecting' && !wasDone.has(step.id))
        announcer.say(`Done: ${capitalized(stepWords(step).title)}.`);
    }
  }

  const shown = async (
    action: ConnectAction,
    call: () => Promise<Result<ConnectView>>,
  ): Promise<Result<ConnectView>> => {
    const answer = await doing(setWork, action, call);
    if (answer.ok) show(answer.value);
    return answer;
  };

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.connect,
        ask: api.connect.view,
        show,
        fail: (failure) =>
          store.setState({
            view: { state: 'not-connected' },
            work: { state: 'failed', action: 'resume', failure },
          }),
      }),
    async loadPreview(): Promise<void> {
      store.setState({ preview: { state: 'loading' } });
      const answer = await api.connect.preview();
      store.setState({
        preview: answer.ok
          ? { state: 'ready', preview: answer.value }
          : { state: 'failed', failure: answer.error },
      });
    },
    start: () => shown('start', () => api.connect.start()),
    resume: () => shown('resume', () => api.connect.resume()),
    undo: () => shown('undo', () => api.connect.undo()),
    disconnect: (revokeKey: boolean) => shown('disconnect', () => api.connect.disconnect({ revokeKey })),
    showConfigFile: () => doing(setWork, 'show-file', () => api.connect.showConfigFile()),
    forgetFailure: (): void => store.setState({ work: idle }),
  };
}
