import { clientShortNames } from '../clients.ts';
import type { ConnectionCondition } from '../connect-view.ts';
import type { WatchFinding } from '../watch.ts';

export interface WatchMessage {
  readonly title: string;
  readonly detail: string;
}

const words = (title: string, detail: string): WatchMessage => ({ title, detail });

/** What the watch over settings has seen, in sentences; `condition`: of the connection that it is about. */
export function watchMessage(
  { client, kind, name, organizationName, putBack, quitFirst }: WatchFinding,
  condition?: ConnectionCondition,
): WatchMessage {
  const program = clientShortNames[client];
  const quit = quitFirst ? ` ${program} has to be quit for that.` : '';
  switch (kind) {
    case 'entry-gone':
      return words(
        `${program} is no longer connected to ${organizationName}.`,
        `Our entry is gone from its settings. We can put it back.${quit}`,
      );
    case 'entry-keeps-vanishing':
      return words(
        `${program} removes our entry each time it starts.`,
        `We put it back ${putBack} times and stopped. Update ${program}, then put it back once more.${quit}`,
      );
    case 'entry-changed':
      return words(
        `Our entry in ${program}’s settings was changed.`,
        `It starts something else than our helper now. We can put it right.${quit}`,
      );
    case 'path-stale':
      return words(
        `${program} starts our helper where it was before.`,
        `The Companion was moved or updated. We can put the entry right.${quit}`,
      );
    case 'other-key':
      return words(
        `Another Convene key stands in ${program}’s settings.`,
        `It is in the entry “${name}”. If you no longer need that entry, remove it there and revoke its key.`,
      );
    case 'disconnected-in-client':
      return words(
        `You disconnected ${organizationName} in ${program}.`,
        `We leave it that way. ${keyWords(condition)}`,
      );
    case 'settings-broken':
      return words(
        `${program}’s settings file can’t be read any more.`,
        `${program} may lose what stands in it when it starts. Check it before that.`,
      );
  }
}

function keyWords(condition: ConnectionCondition | undefined): string {
  switch (condition?.kind) {
    case 'works':
      return 'The key still works: revoke it, or connect again.';
    case 'key-revoked':
      return 'Its key is revoked.';
    default:
      return 'The key may still work: revoke it, or connect again.';
  }
}

/** The same in one line. */
export const watchLine = (finding: WatchFinding, condition?: ConnectionCondition): string => {
  const { title, detail } = watchMessage(finding, condition);
  return `${title} ${detail}`;
};
