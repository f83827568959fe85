/** Revoking: noted before it is asked, and asked for until the server has said something about that very key. */
import type { Connection } from '../../shared/connect-view.ts';
import { type FailureCode, failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account, SignedIn } from '../account/account.ts';
import type { Connections } from '../connections/connections.ts';
import { type HeldToken, isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { RevocationNote } from './proofs-file.ts';
import { type Asker, isOfAsker, nameOf, type RevocationNotes } from './revocation-notes.ts';
import { type KeyToRevoke, revokeWithProof } from './revoke.ts';

interface Parts {
  readonly account: Pick<Account, 'view'>;
  readonly connections: Connections;
  readonly notes: RevocationNotes;
  readonly clock: Clock;
  readonly log: Log;
  /** An incident asks for this key again by itself. */
  isAskedFor(key: KeyScope & { readonly keyId: string }): boolean;
  /** Other keys may be in doubt now. */
  changed(): void;
}

/** A key that should have been revoked, and that nobody can ask for at present. */
export type LeftKey = Omit<RevocationNote, 'askedAt'>;

/**
 * The server has spoken about the key. After anything else it is asked for again: a session that has ended, and that this person
 * may not, say nothing about whether it works.
 */
const finalAnswers: ReadonlySet<FailureCode> = new Set(['not-found']);

export function createRevocations(parts: Parts) {
  const { account, connections, notes, clock, log } = parts;
  /** Asked for the first time just now: until Convene has answered, or hasn't, there is nothing to worry about. */
  const firstTries = new Set<string>();
  const revocationBy = (
    { convene, person, organization }: SignedIn,
    { id, name }: KeyToRevoke,
  ): RevocationNote => ({
    keyId: id,
    ...(name ? { keyName: name } : {}),
    organizationId: organization.id,
    organizationName: organization.name,
    server: convene.server,
    personId: person.id,
    email: person.email,
    askedAt: clock.now().toISOString(),
  });

  /** Noted beforehand, so that a crash in between is remembered. */
  async function revoke(who: SignedIn, key: KeyToRevoke, heldToken?: HeldToken): Promise<Result<Proof>> {
    const asked = revocationBy(who, key);
    const name = nameOf(asked);
    const before = await notes.all();
    if (!before.some((one) => nameOf(one) === name)) firstTries.add(name);
    try {
      const { note, isNew } = await notes.open(asked);
      const proof = await ask(who, note, heldToken);
      // Nothing was promised yet, and the person is told so.
      if (!proof.ok && proof.error.code === 'not-allowed' && isNew) await notes.close(note);
      return proof;
    } finally {
      firstTries.delete(name);
      parts.changed();
    }
  }

  /** One try: the server's word, the test of the old token, and the note of both. */
  async function ask(
    { convene }: SignedIn,
    revocation: RevocationNote,
    heldToken?: HeldToken,
  ): Promise<Result<Proof>> {
    const { keyId: id, keyName: name, organizationId, stillAcceptedAt } = revocation;
    const scope = { server: convene.server, organizationId };
    const connection = await connectionWith(scope, id);
    const token = heldToken ?? (connection ? await connections.token(connection.id) : undefined);
    const proof = await revokeWithProof(convene, organizationId, { id, name }, token);
    if (!proof.ok) {
      const { code, at } = proof.error;
      if (finalAnswers.has(code)) await notes.close(revocation);
      if (failureTraits(code).stillWorks && at !== undefined) await notes.stillAccepted(revocation, at);
      return proof;
    }
    // Its word alone doesn't settle a key that worked after it.
    if (stillAcceptedAt !== undefined && proof.value.kind !== 'refused')
      return failed(failure('revoked-key-accepted', { name, at: stillAcceptedAt }));
    await notes.proven({ ...scope, keyId: id }, proof.value);
    const forgotten = connection
      ? await connections.forgetToken(connection.id, proof.value.revokedAt)
      : ok(undefined);
    if (!forgotten.ok) log('token of a revoked key could not be removed', { failure: forgotten.error });
    return proof;
  }

  /** Without its list, or without the keychain, the token can't be tested; revoking must not wait for either. */
  async function connectionWith(scope: KeyScope, keyId: string): Promise<Connection | undefined> {
    const there = await connections.within(scope);
    if (!there.ok) log('connections could not be read', { failure: there.error });
    return there.ok ? there.value.find((one) => one.keyId === keyId) : undefined;
  }

  /** What the person who is signed in has asked for, in whichever of their organizations. */
  async function mine(): Promise<RevocationNote[]> {
    const now = account.view();
    if (now.state !== 'signed-in') return [];
    const asker: Asker = {
      server: now.server.address,
      personId: now.person.id,
      organizationIds: new Set(now.organizations.filter((one) => one.managesKeys).map(({ id }) => id)),
    };
    return (await notes.all()).filter((one) => isOfAsker(one, asker));
  }

  /** Of an older note without a server nobody knows; those keys are asked for here. */
  const isAskedForElsewhere = ({ server, organizationId, keyId }: RevocationNote): boolean =>
    server !== undefined && parts.isAskedFor({ server, organizationId, keyId });

  /** Those that are asked for from here: an incident sees to its own. */
  const toAskFor = async (): Promise<RevocationNote[]> =>
    (await mine()).filter((one) => !isAskedForElsewhere(one));

  return {
    revoke,
    mine,
    toAskFor,
    ask,
    /** What may still work as far as it is known; not what is being asked for the first time. */
    async unconfirmed(): Promise<RevocationNote[]> {
      return (await notes.all()).filter((one) => !firstTries.has(nameOf(one)));
    },
    /** Asks for each of them once more; what comes of it is noted. */
    async askAgain(who: SignedIn): Promise<void> {
      for (const one of await toAskFor()) await ask(who, one);
    },
    /**
     * The key is to be revoked, whatever happens from here on: it is asked for whenever Convene answers. Answers how that is
     * taken back, which leaves what was asked for before as it was.
     */
    async note(who: SignedIn, key: KeyToRevoke): Promise<() => Promise<void>> {
      const revocation = revocationBy(who, key);
      const { isNew } = await notes.open(revocation);
      return () => (isNew ? notes.close(revocation) : Promise.resolve());
    },
    /** Of a key that nobody can ask for at present; without a person, whoever manages keys there may. */
    async noteLeft(left: LeftKey): Promise<void> {
      const known = (await notes.all()).some(
        (one) =>
          one.keyId === left.keyId &&
          one.organizationId === left.organizationId &&
          one.server === left.server,
      );
      if (!known) await notes.open({ ...namesOf(left), ...left, askedAt: clock.now().toISOString() });
    },
  };

  /** What whoever is signed in knows of it: what its market is called, and how they can be reached. */
  function namesOf({ server, organizationId, personId }: LeftKey): Partial<RevocationNote> {
    const now = account.view();
    if (now.state !== 'signed-in' || server === undefined || !isSameServer(server, now.server.address))
      return {};
    const organization = now.organizations.find(({ id }) => id === organizationId);
    return {
      ...(organization ? { organizationName: organization.name } : {}),
      ...(personId === now.person.id ? { email: now.person.email } : {}),
    };
  }
}
