import type { WireKey } from '../../shared/convene/wire.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { ProofsFile, RevocationNote } from './proofs-file.ts';
import { proofOf } from './revocation-notes.ts';

/** What is known of the keys of one list besides the list. */
export interface AboutKeys {
  readonly scope: KeyScope;
  /** Connections of this computer by the keys that they hold. */
  readonly connectionOf: ReadonlyMap<string, string>;
  /** Those of this computer that are called by an earlier name of it. */
  readonly ofOldName: ReadonlySet<string>;
  readonly notes: ProofsFile;
  /** What this person has asked for. */
  readonly open: readonly RevocationNote[];
}

export function keyViews(keys: readonly WireKey[], about: AboutKeys): KeyView[] {
  const openOf = new Map(
    about.open
      .filter(({ organizationId }) => organizationId === about.scope.organizationId)
      .map((one) => [one.keyId, one]),
  );
  return keys.map((listed) => {
    const proof = proofOf(about.notes, about.scope, listed);
    // What Convene has confirmed is final; the list may have been on its way by then.
    const key = { ...listed, revoked_at: listed.revoked_at ?? proof?.revokedAt ?? null };
    return {
      id: key.id,
      name: key.name,
      tokenHint: key.token_hint,
      createdAt: key.created_at,
      createdBy: key.created_by,
      lastUsedAt: key.last_used_at,
      ...(key.last_used_ip ? { lastUsedFrom: key.last_used_ip } : {}),
      revokedAt: key.revoked_at,
      ...(about.ofOldName.has(key.id) ? { ofThisComputer: true as const } : {}),
      ...heldAs(key.revoked_at === null ? about.connectionOf.get(key.id) : undefined),
      ...(proof ? { proof } : {}),
      ...openAs(key, openOf.get(key.id)),
    };
  });
}

const heldAs = (connectionId: string | undefined): Pick<KeyView, 'heldHere' | 'connectionId'> =>
  connectionId === undefined ? { heldHere: false } : { heldHere: true, connectionId };

/** Asked for, and not settled by the server's list either, or contradicted by the test of the old token. */
function openAs(
  key: WireKey,
  asked: RevocationNote | undefined,
): Pick<KeyView, 'revocationNotConfirmed' | 'stillAcceptedAt'> {
  const stillAcceptedAt = asked?.stillAcceptedAt;
  if (stillAcceptedAt !== undefined) return { revocationNotConfirmed: true, stillAcceptedAt };
  return { revocationNotConfirmed: asked !== undefined && key.revoked_at === null };
}
