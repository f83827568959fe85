import { clientShortNames } from '../clients.ts';
import type { ConnectView } from '../connect-view.ts';
import { needsNewKey } from '../connection-condition.ts';
import { formatDay } from './dates.ts';
import { failureMessage } from './failures.ts';

type NotConnected = Extract<ConnectView, { state: 'not-connected' }>;
type Connected = Extract<ConnectView, { state: 'connected' }>;

/** How a connection is, in a sentence, for the window and the command line alike. */
export function connectionSentence({ client, connection, condition }: Connected, now: Date): string {
  const name = clientShortNames[client];
  const market = connection.organizationName;
  switch (condition.kind) {
    case 'works':
      return `${name} is connected to ${market}.`;
    case 'key-revoked':
      return `${name} can’t reach ${market}: its key was revoked${on(condition.at, now)}.`;
    case 'key-missing':
      return `${name} can’t reach ${market}: its key is no longer in this computer’s keychain.`;
    case 'key-being-revoked':
      return `${name}’s key for ${market} is being revoked, and Convene hasn’t confirmed that yet.`;
    case 'not-known':
      return `It isn’t known whether ${name} can reach ${market}. ${failureMessage({ client, ...condition.failure }).title}`;
  }
}

/** Our entry in a file that we couldn’t change, for the window and the command line alike. */
export function entryLeftSentence({ client, entryLeft }: NotConnected): string | undefined {
  if (!entryLeft) return undefined;
  const { title } = failureMessage({ client, ...entryLeft });
  const where = entryLeft.path ? `in ${entryLeft.path}` : `in ${clientShortNames[client]}’s settings file`;
  return `${title} So our entry${entryLeft.name ? ` “${entryLeft.name}”` : ''} may still be ${where}. There is no key in it, and it opens nothing any more.`;
}

const on = (at: string | undefined, now: Date): string =>
  at === undefined ? '' : ` on ${formatDay(new Date(at), now)}`;

/** A sentence for each connection that only a new key brings back. */
export const cutOffSentences = (views: readonly ConnectView[], now: Date): string[] =>
  views.flatMap((view) =>
    view.state === 'connected' && needsNewKey(view.condition) ? [connectionSentence(view, now)] : [],
  );
