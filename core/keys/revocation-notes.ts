import type { WireKey } from '../../shared/convene/wire.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import { isSameServer } from '../convene/held-token.ts';
import { type KeyScope, scopedId } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';
import { noProofs, type ProofsFile, type RevocationNote } from './proofs-file.ts';

/** Who may ask for an open revocation: the person who did, on the same server. */
export interface Asker {
  readonly server: string;
  readonly personId: string;
  /** Organizations in which the person manages keys. */
  readonly organizationIds: ReadonlySet<string>;
}

/** Proofs and open revocations as they are to become; undefined: not there any more. */
interface Changes {
  readonly proofs: Readonly<Record<string, Proof>>;
  readonly unconfirmed: Readonly<Record<string, RevocationNote | undefined>>;
}

const noChanges: Changes = { proofs: {}, unconfirmed: {} };

/** What is noted of revocations. What the disk doesn't take is kept in mind, so that it is asked for all the same. */
export type RevocationNotes = ReturnType<typeof createRevocationNotes>;

/** `changed` is called when something else is open than before; what was read by then is old. */
export function createRevocationNotes(file: StateFile<ProofsFile>, log: Log, changed: () => void) {
  let unkept = noChanges;
  let turn: Promise<void> = Promise.resolve();

  async function read(): Promise<ProofsFile> {
    const saved = await file.read();
    if (!saved.ok) log('notes of revocations could not be read', { failure: saved.error });
    return applied(saved.ok ? saved.value : noProofs(), unkept);
  }

  /** In the order of asking, or an older change would undo a newer one. */
  function change(changes: Partial<Changes>): Promise<void> {
    unkept = {
      proofs: { ...unkept.proofs, ...changes.proofs },
      unconfirmed: { ...unkept.unconfirmed, ...changes.unconfirmed },
    };
    turn = turn.then(write);
    changed();
    return turn;
  }

  async function write(): Promise<void> {
    const all = unkept;
    const saved = await file.update((now) => applied(now, all), { ifBusy: 'go-on' });
    if (!saved.ok) log('revocation could not be noted', { failure: saved.error });
    else if (unkept === all) unkept = noChanges;
  }

  async function remove(): Promise<void> {
    const removed = await file.remove();
    if (!removed.ok) log('file stays', { failure: removed.error });
  }

  async function all(): Promise<RevocationNote[]> {
    return Object.values((await read()).unconfirmed);
  }

  return {
    /** Whoever asked for them, wherever. */
    all,
    read,
    /** Answers it as it is noted now: it has been open since it was asked for first. `isNew`: it wasn't open before. */
    async open(revocation: RevocationNote): Promise<{ isNew: boolean; note: RevocationNote }> {
      const name = nameOf(revocation);
      const before = (await read()).unconfirmed[name];
      const note = { ...before, ...revocation, askedAt: before?.askedAt ?? revocation.askedAt };
      await change({ unconfirmed: { [name]: note } });
      return { isNew: before === undefined, note };
    },
    /** It isn't asked for any more, and nothing is said about the key. */
    close: (revocation: RevocationNote): Promise<void> =>
      change({ unconfirmed: { [nameOf(revocation)]: undefined } }),
    /** The key is gone, which settles it for everybody who asked. */
    async proven(key: KeyScope & { readonly keyId: string }, proof: Proof): Promise<void> {
      const { unconfirmed } = await read();
      const settled = Object.entries(unconfirmed).filter(([, one]) => isOf(one, key));
      await change({
        proofs: { [scopedId(key.server, key.organizationId, key.keyId)]: proof },
        unconfirmed: Object.fromEntries(settled.map(([name]) => [name, undefined])),
      });
    },
    /** Convene's word alone doesn't settle a key that still worked when it was tried. */
    stillAccepted: (revocation: RevocationNote, stillAcceptedAt: string): Promise<void> =>
      change({ unconfirmed: { [nameOf(revocation)]: { ...revocation, stillAcceptedAt } } }),
    /** With the sign-in go the proofs; what is open stays. */
    async forgetProofs(): Promise<void> {
      const saved = await file.read();
      // What can't be understood goes as well.
      if (!saved.ok) await remove();
      const kept = await file.update((now) => ({ ...applied(now, unkept), proofs: {} }), { ifBusy: 'go-on' });
      if (!kept.ok) log('notes of revocations stay', { failure: kept.error });
      else if (Object.keys(kept.value.unconfirmed).length === 0) await remove();
    },
  };
}

/** Older notes say neither where nor by whom: they are of whoever manages keys in that organization. */
export function isOfAsker(one: RevocationNote, { server, personId, organizationIds }: Asker): boolean {
  if (one.server !== undefined && !isSameServer(one.server, server)) return false;
  if (one.personId !== undefined && one.personId !== personId) return false;
  const saysWhose = one.server !== undefined && one.personId !== undefined;
  return saysWhose || organizationIds.has(one.organizationId);
}

/** The proof that is noted of a key. An older one names no server; it counts where the server says the same moment. */
export function proofOf({ proofs }: ProofsFile, scope: KeyScope, key: WireKey): Proof | undefined {
  const older = proofs[key.id];
  return (
    proofs[scopedId(scope.server, scope.organizationId, key.id)] ??
    (older?.revokedAt === key.revoked_at ? older : undefined)
  );
}

const isOf = (one: RevocationNote, key: KeyScope & { readonly keyId: string }): boolean =>
  one.keyId === key.keyId &&
  one.organizationId === key.organizationId &&
  (one.server === undefined || isSameServer(one.server, key.server));

/** Under which it is noted. */
export const nameOf = ({ server, organizationId, keyId, personId }: RevocationNote): string =>
  server === undefined ? keyId : scopedId(server, organizationId, keyId, personId ?? '');

function applied({ proofs, unconfirmed }: ProofsFile, changes: Changes): ProofsFile {
  const next = { ...unconfirmed, ...changes.unconfirmed };
  const open = Object.entries(next).filter(
    (entry): entry is [string, RevocationNote] => entry[1] !== undefined,
  );
  return { proofs: { ...proofs, ...changes.proofs }, unconfirmed: Object.fromEntries(open) };
}
