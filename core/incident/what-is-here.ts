import { failed, ok } from '../../shared/result.ts';
import { type Connections, heldIn } from '../connections/connections.ts';
import type { MadeHere } from '../keys/made-here.ts';
import type { Operations } from '../operations/operations.ts';
import type { RenamingDeps } from '../renaming/renaming-deps.ts';
import type { Handovers } from '../rotation/handovers.ts';
import type { Rotations } from '../rotation/rotations.ts';
import { rotationSecrets } from '../rotation/secrets.ts';
import type { HeldHere, IncidentDeps } from './incident-deps.ts';
import type { Place } from './markets.ts';

interface Deps {
  readonly connections: Connections;
  readonly madeHere: Pick<MadeHere, 'keyIds'>;
  readonly rotations: Pick<Rotations, 'involved'>;
  readonly handovers: Pick<Handovers, 'involved'>;
  readonly operations: Pick<Operations, 'unreadable'>;
}

/** What this computer holds, made, and is connected to. */
export const whatIsHere = (
  deps: Deps,
): Pick<IncidentDeps, 'heldKeys' | 'heldTokens' | 'ownKeyIds' | 'otherPlaces'> &
  Pick<RenamingDeps, 'keysInUse'> => {
  const { connections, madeHere, rotations, handovers } = deps;
  return {
    heldTokens: async (markets) => [
      ...(await ofConnections(deps)),
      ...(await Promise.all(markets.map((market) => ofReplacements(deps, market)))).flat(),
    ],
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
      const [unread] = await deps.operations.unreadable();
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
    async keysInUse(within) {
      const replaced = [...(await rotations.involved(within)), ...(await handovers.involved(within))];
      return new Set(
        replaced.flatMap(({ oldKeyId, newKeyId }) =>
          newKeyId === undefined ? [oldKeyId] : [oldKeyId, newKeyId],
        ),
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
  };
};

async function ofConnections({ connections }: Deps): Promise<HeldHere[]> {
  const listed = await connections.list();
  const held = await Promise.all(
    (listed.ok ? listed.value : []).map(async ({ id, keyId, keyName, organizationId, organizationName }) => {
      const token = keyId === undefined ? undefined : await connections.token(id);
      return token && keyId !== undefined
        ? [{ held: token, organizationId, organizationName, keyId, keyName }]
        : [];
    }),
  );
  return held.flat();
}

async function ofReplacements(
  { connections, rotations, handovers }: Deps,
  { server, organizationId, name }: Place,
): Promise<HeldHere[]> {
  const within = { server, organizationId };
  const { newId, oldId } = rotationSecrets(connections);
  const places = [
    ...(await rotations.involved(within)).flatMap(({ connectionId, oldKeyId, newKeyId }) => [
      { secret: oldId(connectionId), keyId: oldKeyId },
      { secret: newId(connectionId), keyId: newKeyId },
    ]),
    ...(await handovers.involved(within)).map(({ id, newKeyId }) => ({ secret: id, keyId: newKeyId })),
  ];
  const held = await Promise.all(
    places.map(async ({ secret, keyId }) => {
      const read = keyId === undefined ? undefined : await connections.secret(secret);
      const token = read?.ok ? heldIn(read.value) : undefined;
      return token && read?.ok && keyId !== undefined
        ? [
            {
              held: token,
              organizationId,
              organizationName: name,
              keyId,
              keyName: read.value?.keyName ?? '',
            },
          ]
        : [];
    }),
  );
  return held.flat();
}
