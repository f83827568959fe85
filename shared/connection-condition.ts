/** What follows from the condition of a connection; without zod, for the page. */
import type { ClientView, ConnectionCondition, ConnectView } from './connect-view.ts';

/** Only a new key helps. */
export const needsNewKey = ({ kind }: ConnectionCondition): boolean =>
  kind === 'key-revoked' || kind === 'key-missing';

/** How a client's view is told in a list. */
export const listedState = (view: ConnectView): ClientView['state'] =>
  view.state === 'connected' && needsNewKey(view.condition) ? 'cut-off' : view.state;
