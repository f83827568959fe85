/**
 * Everything that was to be revoked and isn't for certain, from the notes of revocations and from incidents: the one source
 * of the window's alarms, the number in the tray, `status`, and of what signing out names.
 */
import { createStore } from 'zustand/vanilla';
import type { AccountView } from '../../shared/account.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { OpenRevocation, RevocationsView } from '../../shared/revocations.ts';
import type { Account } from '../account/account.ts';
import { isSameServer } from '../convene/held-token.ts';
import { scopedId } from '../convene/server-scope.ts';
import type { Keys } from '../keys/keys.ts';
import { keysPage } from '../keys/left-behind.ts';
import type { RevocationNote } from '../keys/proofs-file.ts';
import type { Log } from '../log.ts';
import type { Incidents, UnsettledPart } from './incidents.ts';

export interface OpenRevocations {
  view(): RevocationsView;
  onChange(listener: (view: RevocationsView) => void): () => void;
  /** Reads what is noted anew: another companion on this computer may have changed it. */
  look(): Promise<RevocationsView>;
  /** Asks Convene for these once more, now, and answers what is open then. `signed-out` where others have to ask. */
  tryNow(ids: readonly string[]): Promise<Result<RevocationsView>>;
  /** The computer has slept: what waits for a later moment is asked for at once. */
  wake(): Promise<void>;
  close(): void;
}

export interface OpenRevocationsDeps {
  readonly account: Pick<Account, 'view' | 'onChange'>;
  readonly keys: Pick<Keys, 'unconfirmed' | 'myRevocations' | 'onRevocationsChange' | 'askAgain' | 'wake'>;
  readonly incidents: Pick<Incidents, 'unsettled' | 'isTheirs' | 'onChange' | 'tryAgain' | 'resume'>;
  readonly log: Log;
}

export function createOpenRevocations(deps: OpenRevocationsDeps): OpenRevocations {
  const { account, keys, incidents, log } = deps;
  const view = createStore<RevocationsView>(() => ({ open: [] }));
  let looking: Promise<RevocationsView> | undefined;
  /** Something changed after the look that is under way had read it. */
  let isOld = false;

  function ofPart({ incident, market, item }: UnsettledPart): OpenRevocation {
    const { server, organizationId } = market;
    const now = account.view();
    const stillAcceptedAt = item.status === 'still-accepted' ? item.failure?.at : undefined;
    return {
      id:
        item.what === 'key'
          ? idOf({ server, organizationId, keyId: item.id })
          : scopedId(server, 'session', item.id),
      what: item.what,
      name: item.name,
      market: market.name,
      server: originOf(server),
      address: keysPage(server),
      askedBy: incident.by ? [incident.by.email] : [],
      askedAt: incident.openedAt,
      ...(stillAcceptedAt === undefined ? {} : { stillAcceptedAt }),
      incidentId: incident.id,
      canTry:
        now.state === 'signed-in' && isSameServer(now.server.address, server) && incidents.isTheirs(incident),
    };
  }

  async function lookNow(): Promise<RevocationsView> {
    let next: RevocationsView;
    do {
      isOld = false;
      const [notes, mine] = [await keys.unconfirmed(), await keys.myRevocations()];
      next = { open: openRevocations(notes, mine, incidents.unsettled().map(ofPart), account.view()) };
    } while (isOld);
    if (JSON.stringify(next) !== JSON.stringify(view.getState())) view.setState(next, true);
    return next;
  }

  /** One look at a time; whoever asks while one is under way gets what is known after it. */
  function look(): Promise<RevocationsView> {
    isOld = true;
    looking ??= lookNow().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  const lookAgain = (): void => {
    look().catch((error: unknown) =>
      log('open revocations could not be looked at', { error: String(error) }),
    );
  };
  const ends = [
    keys.onRevocationsChange(lookAgain),
    incidents.onChange(lookAgain),
    account.onChange(lookAgain),
  ];

  return {
    view: view.getState,
    onChange: view.subscribe,
    look,
    async tryNow(ids) {
      const asked = (await look()).open.filter(({ id }) => ids.includes(id));
      if (asked.some(({ canTry }) => !canTry)) return failed(failure('signed-out'));
      const wanted = new Set(asked.filter(({ incidentId }) => incidentId === undefined).map(({ id }) => id));
      const notes = (await keys.myRevocations()).filter((note) => wanted.has(idOf(note)));
      const done = notes.length > 0 ? await keys.askAgain(notes) : ok(undefined);
      if (!done.ok) return done;
      for (const id of new Set(asked.flatMap(({ incidentId }) => incidentId ?? []))) {
        const tried = await incidents.tryAgain(id);
        if (!tried.ok) return tried;
      }
      return ok(await look());
    },
    wake() {
      keys.wake();
      return incidents.resume();
    },
    close() {
      for (const end of ends) end();
    },
  };
}

const originOf = (server: string | undefined): string => (server === undefined ? '' : new URL(server).origin);

const idOf = ({
  server,
  organizationId,
  keyId,
}: Pick<RevocationNote, 'server' | 'organizationId' | 'keyId'>): string =>
  [originOf(server), organizationId, keyId].join(' ');

function openRevocations(
  notes: readonly RevocationNote[],
  mine: readonly RevocationNote[],
  parts: readonly OpenRevocation[],
  account: AccountView,
): OpenRevocation[] {
  const own = new Set(mine.map(idOf));
  const all = new Map<string, OpenRevocation>();
  for (const note of notes) add(all, ofNote(note, own.has(idOf(note)), account));
  for (const part of parts) add(all, part);
  return [...all.values()].sort((one, other) => one.askedAt.localeCompare(other.askedAt));
}

/** Several may have asked for one key. */
function add(all: Map<string, OpenRevocation>, one: OpenRevocation): void {
  const known = all.get(one.id);
  if (!known) return void all.set(one.id, one);
  const stillAcceptedAt = known.stillAcceptedAt ?? one.stillAcceptedAt;
  const incidentId = known.incidentId ?? one.incidentId;
  all.set(one.id, {
    ...one,
    ...known,
    askedBy: [...new Set([...known.askedBy, ...one.askedBy])],
    askedAt: known.askedAt < one.askedAt ? known.askedAt : one.askedAt,
    ...(stillAcceptedAt === undefined ? {} : { stillAcceptedAt }),
    ...(incidentId === undefined ? {} : { incidentId }),
    canTry: known.canTry || one.canTry,
  });
}

function ofNote(note: RevocationNote, isMine: boolean, account: AccountView): OpenRevocation {
  const market = note.organizationName ?? marketOf(note, account);
  return {
    id: idOf(note),
    what: 'key',
    name: note.keyName ?? note.keyId,
    ...(market === undefined ? {} : { market }),
    ...(note.server === undefined ? {} : { server: originOf(note.server), address: keysPage(note.server) }),
    askedBy: note.email === undefined ? [] : [note.email],
    askedAt: note.askedAt,
    ...(note.stillAcceptedAt === undefined ? {} : { stillAcceptedAt: note.stillAcceptedAt }),
    canTry: isMine,
  };
}

/** Older notes don't say what their market is called; whoever works there knows. */
function marketOf({ server, organizationId }: RevocationNote, account: AccountView): string | undefined {
  if (account.state !== 'signed-in') return undefined;
  if (server !== undefined && !isSameServer(server, account.server.address)) return undefined;
  return account.organizations.find(({ id }) => id === organizationId)?.name;
}
