import { type ClientId, cachesSettings, clientNames, clientShortNames } from '../../../shared/clients.ts';
import type { ConnectionCondition, ConnectStep, ConnectView } from '../../../shared/connect-view.ts';
import type { Finding } from '../../../shared/doctor.ts';
import { connectionSentence } from '../../../shared/wording/connection.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { capitalized, inWords } from '../../../shared/wording/numbers.ts';
import { stepWords } from '../../../shared/wording/steps.ts';
import { checkUpTitle } from './doctor-words.ts';

type Connecting = Extract<ConnectView, { state: 'connecting' }>;

/** The step that waits for the person or failed, if one does. */
export const stuckStep = ({ steps }: Connecting): ConnectStep | undefined =>
  steps.find(({ status }) => status === 'needs-you' || status === 'failed');

/** The answer at the top while connecting. */
export function connectingTitle(view: Connecting): string {
  if (view.phase === 'undoing') return 'Taking everything back.';
  if (view.undoFailure) return 'Not everything is taken back yet.';
  if (view.phase === 'running')
    return `Connecting ${clientShortNames[view.client]} to ${view.organizationName}.`;
  const failure = stuckStep(view)?.failure;
  if (!failure) return 'Connecting stopped halfway.';
  switch (failure.code) {
    case 'claude-running':
      return 'Claude is still open. Quit it to go on.';
    case 'claude-not-running':
      return 'Now start Claude.';
    case 'claude-not-restarted':
      return 'Quit Claude once more, then start it.';
    default:
      return failureMessage({ client: view.client, ...failure }).title;
  }
}

/** `Two of seven steps are proven.` */
export function provenWords(steps: readonly ConnectStep[]): string {
  const done = steps.filter(({ status }) => status === 'done').length;
  const all = inWords(steps.length);
  if (done === 0) return `None of ${all} steps is proven yet.`;
  return `${capitalized(inWords(done))} of ${all} steps ${done === 1 ? 'is' : 'are'} proven.`;
}

/** What the button says that goes on from a step that is stuck. */
export function resumeWords(step: ConnectStep | undefined): string {
  switch (step?.failure?.code) {
    case 'claude-running':
    case 'claude-did-not-quit':
      return 'I’ve quit it, check again';
    case 'claude-not-running':
    case 'claude-did-not-start':
      return 'I’ve started Claude, check again';
    case 'claude-not-restarted':
      return 'I’ve restarted it, check again';
    default:
      return step ? 'Try again' : 'Go on';
  }
}

/** What is said aloud when a program's page goes from one view to the next. */
export function progressWords(before: ConnectView | undefined, view: ConnectView): string[] {
  if (before?.state !== 'connecting') return [];
  if (view.state === 'connected')
    return [`${clientNames[view.client]} is connected to ${view.connection.organizationName}.`];
  if (view.state === 'not-connected') return ['Everything is taken back.'];
  if (view.state === 'unknown') return [];
  const wasDone = new Set(before.steps.filter(({ status }) => status === 'done').map(({ id }) => id));
  return view.steps
    .filter(({ id, status }) => status === 'done' && !wasDone.has(id))
    .map((step) => `Done: ${capitalized(stepWords(view.client, step).title)}.`);
}

/** What the person does about connecting, and how long it takes. */
export const effortWords = (client: ClientId): string =>
  cachesSettings(client)
    ? `It takes about a minute. You quit ${clientShortNames[client]} once and start it again; we do the rest and prove it.`
    : `It takes less than a minute. ${clientShortNames[client]} can stay open; we do it all and prove it.`;

/** Things a person could say to the assistant once it is connected. */
export const thingsToAsk = ['What’s pending today?', 'Who hasn’t paid yet?', 'Approve booking 123.'] as const;

export const askedWords = (client: ClientId): string =>
  `We asked “What’s pending today?” the way ${clientShortNames[client]} would. The answer:`;

/** Under which name a program's settings file lists its servers. */
export const serversKeyOf = (client: ClientId): string => {
  if (client === 'vscode') return 'servers';
  return client === 'zed' ? 'context_servers' : 'mcpServers';
};

/** The answer at the top: what is known of the connection, and what the check-up has found. */
export function connectedTitle(
  view: Extract<ConnectView, { state: 'connected' }>,
  now: Date,
  { isEntryCutOff, toFix }: { isEntryCutOff: boolean; toFix: readonly Finding[] | undefined },
): string {
  if (view.condition.kind !== 'works') return connectionSentence(view, now);
  if (toFix) return checkUpTitle(toFix);
  return isEntryCutOff
    ? `${clientShortNames[view.client]} can’t reach ${view.connection.organizationName} at present.`
    : connectionSentence(view, now);
}

/** After a key's name; nothing where it isn't known. */
export function whereKeyIs({ kind }: ConnectionCondition): string {
  switch (kind) {
    case 'works':
    case 'key-being-revoked':
      return ', in this computer’s keychain';
    case 'key-revoked':
      return ', revoked';
    case 'key-missing':
      return ', no longer in this computer’s keychain';
    case 'not-known':
      return '';
  }
}
