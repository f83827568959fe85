import { withoutTokens } from '../../shared/tokens.ts';
import { connectionOf } from '../settings-editor/server-entry.ts';
import type { Servers } from './entry-state.ts';

/** As Convene makes them, wherever in an entry they stand: a variable, an argument, an address. */
const keyInClearText = /fm_org_[A-Za-z0-9]{20,}/;

/** How entries for Convene are called, by us and in Convene's help. */
const ourKindOfName = /^convene(?:[-_ ]|$)/i;

/** Where Convene's own server for assistants is. */
const ourAddress = /\bconvene\.markets\b/i;

/**
 * Names of other entries that hold a Convene key in clear text, or serve Convene without being one of the connections
 * known here. Only names: what stands in them is not passed on.
 */
export function otherConveneEntries(
  servers: Servers,
  ownName: string,
  connectionIds: ReadonlySet<string>,
): readonly string[] {
  const isOther = (name: string, entry: unknown): boolean => {
    const text = `${name} ${JSON.stringify(entry)}`;
    if (keyInClearText.test(text)) return true;
    const id = connectionOf(entry);
    if (name === ownName || (id !== undefined && connectionIds.has(id))) return false;
    return ourKindOfName.test(name) || ourAddress.test(text);
  };
  // Somebody may have put the key where the name belongs.
  return Object.keys(servers)
    .filter((name) => isOther(name, servers[name]))
    .map(withoutTokens);
}
