import { createStore } from 'zustand/vanilla';
import type { ClientId } from '../../shared/clients.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { RepairPreview, SettingsDiff, SettingsHistory, SettingsPlaces } from '../../shared/settings.ts';
import type { Announcer } from '../data/announcer.ts';
import { doing, idle, type Work } from './work.ts';

/** Something that was asked of main, or not yet. */
export type Asked<T> =
  | { readonly state: 'not-asked' | 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure };

export type SettingsAction = 'choose' | 'create' | 'repair' | 'restore' | 'undo';

export interface SettingsState {
  /** The program whose settings file this is about. */
  readonly client: ClientId;
  readonly places: Asked<SettingsPlaces>;
  readonly repair: Asked<RepairPreview>;
  readonly history: Asked<SettingsHistory>;
  /** What restoring the chosen copy, or undoing our last change, would change. */
  readonly change: Asked<SettingsDiff>;
  readonly work: Work<SettingsAction>;
}

type Question = 'places' | 'repair' | 'history' | 'change';

const notAsked = { state: 'not-asked' } as const;
const nothingKnown = (client: ClientId): SettingsState => ({
  client,
  places: notAsked,
  repair: notAsked,
  history: notAsked,
  change: notAsked,
  work: idle,
});

export function createSettingsStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<SettingsState>(() => nothingKnown('claude-desktop'));
  const isAbout = (client: ClientId): boolean => store.getState().client === client;
  /** Only the newest answer to each question counts. */
  const latest: Record<Question, number> = { places: 0, repair: 0, history: 0, change: 0 };

  function turnTo(client: ClientId): void {
    if (!isAbout(client)) store.setState(nothingKnown(client), true);
  }

  async function ask<Q extends Question>(
    client: ClientId,
    question: Q,
    call: () => Promise<Result<unknown>>,
  ): Promise<void> {
    turnTo(client);
    latest[question] += 1;
    const mine = latest[question];
    const set = (asked: Asked<unknown>): void => {
      if (isAbout(client) && latest[question] === mine) store.setState({ [question]: asked });
    };
    set({ state: 'loading' });
    const answer = await call();
    set(answer.ok ? { state: 'ready', value: answer.value } : { state: 'failed', failure: answer.error });
  }

  /** Does something, and shows the answer under its question. */
  async function act(
    client: ClientId,
    action: SettingsAction,
    question: Question,
    call: () => Promise<Result<unknown>>,
    said: string,
  ): Promise<boolean> {
    turnTo(client);
    const answer = await doing<SettingsAction, unknown>(
      (work) => {
        if (isAbout(client)) store.setState({ work });
      },
      action,
      call,
    );
    if (!answer.ok) return false;
    latest[question] += 1;
    if (isAbout(client)) store.setState({ [question]: { state: 'ready', value: answer.value } });
    announcer.say(said);
    return true;
  }

  const loadPlaces = (client: ClientId) => ask(client, 'places', () => api.settings.places({ client }));
  const loadHistory = (client: ClientId) => ask(client, 'history', () => api.settings.history({ client }));

  return {
    store,
    loadPlaces,
    loadHistory,
    loadRepair: (client: ClientId) => ask(client, 'repair', () => api.settings.previewRepair({ client })),
    loadRestore: (client: ClientId, backupId: string) =>
      ask(client, 'change', () => api.settings.previewRestore({ client, backupId })),
    loadUndo: (client: ClientId) => ask(client, 'change', () => api.settings.previewUndo({ client })),
    choosePlace: (client: ClientId, path: string) =>
      act(
        client,
        'choose',
        'places',
        () => api.settings.choosePlace({ client, path }),
        'This file is used now.',
      ),
    createFile: (client: ClientId, path: string) =>
      act(
        client,
        'create',
        'places',
        () => api.settings.createFile({ client, path }),
        'The settings file is made.',
      ),
    repair: (client: ClientId, { fingerprint }: SettingsDiff, quitFirst = false) =>
      act(
        client,
        'repair',
        'history',
        () => api.settings.repair({ client, fingerprint, quitFirst }),
        'The file is repaired. The original is kept.',
      ),
    restore: (client: ClientId, backupId: string, { fingerprint }: SettingsDiff, quitFirst = false) =>
      act(
        client,
        'restore',
        'history',
        () => api.settings.restore({ client, backupId, fingerprint, quitFirst }),
        'The earlier copy is restored.',
      ),
    undo: (client: ClientId, { fingerprint }: SettingsDiff, quitFirst = false) =>
      act(
        client,
        'undo',
        'history',
        () => api.settings.undo({ client, fingerprint, quitFirst }),
        'Our last change is undone.',
      ),
    forgetChange: (): void => {
      latest.change += 1;
      store.setState({ change: notAsked, work: idle });
    },
    forgetFailure: (): void => store.setState({ work: idle }),
  };
}
