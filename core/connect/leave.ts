import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';
import type { ConnectJournal } from './journal.ts';
import { type Made, madeFor, madeSoFar } from './made.ts';
import { type RollBackDeps, takeBackAllThatGoes } from './take-back.ts';

/** What may live on after everything was taken back as far as it goes. */
export interface LeftBehind {
  readonly what: 'key' | 'entry';
  readonly name: string;
}

export interface LeaveDeps extends RollBackDeps {
  readonly journal: StateFile<ConnectJournal>;
  readonly log: Log;
}

/**
 * Takes back everything that was begun or made, as far as it goes, and forgets it all the same. Answers what may be
 * left behind, by name.
 */
export async function takeBackEverything(parts: LeaveDeps): Promise<LeftBehind[]> {
  const { journal, connections, log } = parts;
  const leftBehind: LeftBehind[] = [];
  for (const made of await everythingMade(parts)) {
    for (const { part, why } of await takeBackAllThatGoes(parts, made)) {
      log('not taken back', { part, failure: why });
      if (part === 'key') await noteLeft(parts, made);
      if (part !== 'secret')
        leftBehind.push({ what: part, name: part === 'key' ? made.keyName : made.entryName });
    }
  }
  for (const forgotten of [await journal.remove(), await connections.forget(parts.target.client)]) {
    if (!forgotten.ok) log('file stays', { failure: forgotten.error });
  }
  return leftBehind;
}

async function everythingMade({ journal, connections, target, log }: LeaveDeps): Promise<Made[]> {
  const [saved, known] = [await journal.read(), await connections.of(target.client)];
  for (const unread of [saved, known]) {
    if (!unread.ok) log('what was connected is not known', { failure: unread.error });
  }
  const all = saved.ok && saved.value.pending ? [madeSoFar(saved.value.pending)] : [];
  for (const connection of known.ok ? known.value : [])
    all.push(await madeFor(connections, connection, true));
  return all;
}

/** The key outlives the sign-in, and so does the wish to revoke it. One that was made unseen has no id to ask for. */
async function noteLeft({ keys }: LeaveDeps, made: Made): Promise<void> {
  const { keyId, keyName, organization, server, personId } = made;
  if (keyId === undefined || server === undefined) return;
  await keys.noteLeft({
    server,
    ...(personId ? { personId } : {}),
    organizationId: organization.id,
    keyId,
    keyName,
  });
}
