import { failed, ok } from '../../shared/result.ts';
import type { Connections } from '../connections/connections.ts';
import type { UnreadableState } from '../files/state-files.ts';
import type { MadeHere } from '../keys/made-here.ts';
import type { Handovers } from '../rotation/handovers.ts';
import type { Rotations } from '../rotation/rotations.ts';
import type { IncidentDeps } from './incident-deps.ts';

interface Deps {
  readonly connections: Pick<Connections, 'list' | 'server' | 'within'>;
  readonly madeHere: Pick<MadeHere, 'keyIds'>;
  readonly rotations: Pick<Rotations, 'involved'>;
  readonly handovers: Pick<Handovers, 'involved'>;
  /** Notes of what was begun that can't be read. */
  unreadable(): Promise<readonly UnreadableState[]>;
}

/** What this computer holds, made, and is connected to. */
export const whatIsHere = ({
  connections,
  madeHere,
  rotations,
  handovers,
  unreadable,
}: Deps): Pick<IncidentDeps, 'heldKeys' | 'ownKeyIds' | 'otherPlaces'> => ({
  async heldKeys(within) {
    const held = await connections.within(within);
    const all = held.ok ? held.value : [];
    return new Map(all.flatMap(({ id, keyId }) => (keyId === undefined ? [] : [[keyId, id]])));
  },
  async ownKeyIds(within) {
    const made = await madeHere.keyIds(within);
    if (!made.ok) return made;
    const held = await connections.within(within);
    if (!held.ok) return held;
    const [unread] = await unreadable();
    if (unread) return failed(unread.failure);
    const replaced = [...(await rotations.involved(within)), ...(await handovers.involved(within))];
    return ok(
      new Set([
        ...made.value,
        ...held.value.flatMap(({ keyId }) => (keyId === undefined ? [] : [keyId])),
        ...replaced.flatMap(({ newKeyId }) => (newKeyId === undefined ? [] : [newKeyId])),
      ]),
    );
  },
  async otherPlaces() {
    const connected = await connections.list();
    const places = await Promise.all(
      (connected.ok ? connected.value : []).map(async (one) => {
        const { organizationId, organizationName } = one;
        const server = await connections.server(one);
        return server === undefined ? [] : [{ server, organizationId, name: organizationName }];
      }),
    );
    return places.flat();
  },
});
