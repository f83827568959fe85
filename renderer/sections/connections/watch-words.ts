import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { Connection } from '../../../shared/connect-view.ts';
import type { WatchFinding, WatchView } from '../../../shared/watch.ts';
import { watchMessage } from '../../../shared/wording/watch.ts';

/** What is about our own entry, so that one press puts it right. */
export const canBePutRight = ({ kind }: WatchFinding): boolean =>
  kind !== 'other-key' && kind !== 'settings-broken';

/** Whether a program can't use its connection while this stands. */
export const cutsOff = (finding: WatchFinding, { id }: Connection): boolean =>
  finding.connectionId === id && finding.kind !== 'other-key';

/** Names a finding for as long as it stands. */
export const findingKey = ({ connectionId, kind, name }: WatchFinding): string =>
  [connectionId, kind, name].join(' ');

/** What is said aloud of what was seen newly. */
export function watchChangeWords({ findings }: WatchView, before: WatchView | undefined): string[] {
  const known = new Set(before?.findings.map(findingKey));
  return findings
    .filter((finding) => !known.has(findingKey(finding)))
    .map((finding) => watchMessage(finding).title);
}

/** What the button says that puts our entry right. */
export function fixWatchedMessage({ kind, client, quitFirst }: WatchFinding): string {
  if (kind === 'disconnected-in-client') return `Connect ${clientShortNames[client]} again`;
  const what = kind === 'entry-gone' || kind === 'entry-keeps-vanishing' ? 'put it back' : 'put it right';
  if (quitFirst) return `Quit ${clientShortNames[client]}, ${what}, start it again`;
  return what === 'put it back' ? 'Put it back' : 'Put it right';
}

export const fixedWords = (client: ClientId): string =>
  `Our entry in ${clientShortNames[client]}’s settings is right again.`;
