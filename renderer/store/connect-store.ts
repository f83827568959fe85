import { createStore } from 'zustand/vanilla';
import { type ClientId, clientIds } from '../../shared/clients.ts';
import type { ClientView, ConnectView, EntryPreview } from '../../shared/connect-view.ts';
import { listedState } from '../../shared/connection-condition.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { Announcer } from '../data/announcer.ts';
import { progressWords } from '../sections/connections/connect-words.ts';
import { doing, idle, type Work } from './work.ts';

export type Preview =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly preview: EntryPreview }
  | { readonly state: 'failed'; readonly failure: Failure };

export type ConnectAction =
  | 'look'
  | 'start'
  | 'resume'
  | 'undo'
  | 'disconnect'
  | 'quit-client'
  | 'start-client'
  | 'show-file';

/** What is known of one program. */
interface ProgramState {
  /** Absent until main has said once. */
  readonly view: ConnectView | undefined;
  readonly preview: Preview;
  readonly work: Work<ConnectAction>;
}

export interface ConnectState {
  /** The program whose page is up. */
  readonly client: ClientId;
  readonly clients: readonly ClientView[];
  readonly programs: Partial<Record<ClientId, ProgramState>>;
}

/** The program whose page is up, and all of them as they are listed. */
export type ConnectNow = ProgramState & Pick<ConnectState, 'client' | 'clients'>;

const unknown: ProgramState = { view: undefined, preview: { state: 'loading' }, work: idle };

export const connectNow = ({ client, clients, programs }: ConnectState): ConnectNow => ({
  client,
  clients,
  ...(programs[client] ?? unknown),
});

/** Until main has listed them, and if it can't: Claude Desktop, and the others as not found. */
const beforeListed: readonly ClientView[] = clientIds.map((client) => ({
  client,
  installed: client === 'claude-desktop',
  state: 'not-connected',
}));

export function createConnectStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<ConnectState>(() => ({
    client: 'claude-desktop',
    clients: beforeListed,
    programs: {},
  }));
  const chosen = (): ClientId => store.getState().client;
  const programOf = (client: ClientId): ProgramState => store.getState().programs[client] ?? unknown;
  const change = (client: ClientId, changed: Partial<ProgramState>): void =>
    store.setState(({ programs }) => ({
      programs: { ...programs, [client]: { ...(programs[client] ?? unknown), ...changed } },
    }));
  const workOn =
    (client: ClientId) =>
    (work: Work<ConnectAction>): void =>
      change(client, { work });

  function show(view: ConnectView): void {
    const before = programOf(view.client).view;
    change(view.client, { view });
    store.setState(({ clients }) => ({
      clients: clients.map((one) =>
        one.client === view.client ? { ...one, state: listedState(view) } : one,
      ),
    }));
    for (const words of progressWords(before, view)) announcer.say(words);
  }

  /** An event that comes before the answer is newer than it. */
  async function look(client: ClientId): Promise<void> {
    const answer = await api.connect.view({ client });
    if (programOf(client).view) return;
    if (answer.ok) return show(answer.value);
    change(client, { view: { state: 'unknown', client, failure: answer.error } });
  }

  async function loadClients(): Promise<void> {
    const answer = await api.connect.clients();
    if (answer.ok) store.setState({ clients: answer.value });
  }

  async function shown(
    action: ConnectAction,
    call: (client: ClientId) => Promise<Result<ConnectView>>,
    client = chosen(),
  ): Promise<Result<ConnectView>> {
    const answer = await doing(workOn(client), action, () => call(client));
    if (answer.ok) show(answer.value);
    return answer;
  }

  const disconnected = (client: ClientId, revokeKey: boolean): Promise<Result<ConnectView>> =>
    api.connect.disconnect({ client, revokeKey });

  return {
    store,
    open(): () => void {
      const end = api.on.connect(show);
      void look(chosen());
      void loadClients();
      return end;
    },
    /** Shows another program's page. */
    choose(client: ClientId): void {
      store.setState({ client });
      if (!programOf(client).view) void look(client);
    },
    loadClients,
    async loadPreview(client = chosen()): Promise<void> {
      change(client, { preview: { state: 'loading' } });
      const answer = await api.connect.preview({ client });
      change(client, {
        preview: answer.ok
          ? { state: 'ready', preview: answer.value }
          : { state: 'failed', failure: answer.error },
      });
    },
    start: () => shown('start', (client) => api.connect.start({ client })),
    resume: () => shown('resume', (client) => api.connect.resume({ client })),
    undo: () => shown('undo', (client) => api.connect.undo({ client })),
    disconnect: (revokeKey: boolean) => shown('disconnect', (client) => disconnected(client, revokeKey)),
    /** For when the program has to be quit first; main starts it again once it is done. */
    quitAndDisconnect: (revokeKey: boolean) =>
      shown('disconnect', async (client) => {
        const quit = await api.connect.quitClient({ client });
        return quit.ok ? disconnected(client, revokeKey) : quit;
      }),
    quitClient: () => shown('quit-client', (client) => api.connect.quitClient({ client })),
    startClient: () => shown('start-client', (client) => api.connect.startClient({ client })),
    showConfigFile: (client = chosen()) =>
      doing(workOn(client), 'show-file', () => api.connect.showConfigFile({ client })),
    forgetFailure: (): void => change(chosen(), { work: idle }),
  };
}
