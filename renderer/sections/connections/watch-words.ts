import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { Connection } from '../../../shared/connect-view.ts';
import type { WatchFinding } from '../../../shared/watch.ts';

/** What is about our own entry, so that one press puts it right. */
export const canBePutRight = ({ kind }: WatchFinding): boolean =>
  kind !== 'other-key' && kind !== 'settings-broken';

/** Whether a program can't use its connection while this stands. */
export const cutsOff = (finding: WatchFinding, { id }: Connection): boolean =>
  finding.connectionId === id && finding.kind !== 'other-key';

/** What the button says that puts our entry right. */
export function fixWatchedMessage({ kind, client, quitFirst }: WatchFinding): string {
  if (kind === 'disconnected-in-client') return `Connect ${clientShortNames[client]} again`;
  const what = kind === 'entry-gone' || kind === 'entry-keeps-vanishing' ? 'put it back' : 'put it right';
  if (quitFirst) return `Quit ${clientShortNames[client]}, ${what}, start it again`;
  return what === 'put it back' ? 'Put it back' : 'Put it right';
}

export const fixedWords = (client: ClientId): string =>
  `Our entry in ${clientShortNames[client]}’s settings is right again.`;
