/**
 * Puts a keychain-backed entry in the place of one with a key in clear text: connects the program as usual, which proves the
 * new key, then takes the old entry out, then revokes the old key. May be asked again at any time and goes on from there, and
 * a revocation that was lost on the way is asked for again by itself.
 */
import { type ClientId, cachesSettings, clientNames } from '../../shared/clients.ts';
import { failure } from '../../shared/failure.ts';
import { keyName } from '../../shared/keys/key-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Adoption, adoptStepIds } from '../../shared/scan.ts';
import type { KeyLeftInFile } from '../../shared/settings.ts';
import type { Account, SignedIn } from '../account/account.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import { whileQuit } from '../clients/while-quit.ts';
import type { Connect } from '../connect/connect.ts';
import type { Connections } from '../connections/connections.ts';
import type { Keys } from '../keys/keys.ts';
import { successorName } from '../keys/successor-name.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import { serversBeside } from './client-entry.ts';
import { tokenOwner } from './token-owner.ts';

export interface AdoptDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Pick<Connections, 'renameKey'>;
  readonly log: Log;
  readonly claude: ClientProcess;
  readonly clock: Clock;
  readonly deviceName: Pick<DeviceName, 'current'>;
  connector(client: ClientId): Connect;
  adapterOf(client: ClientId): ClientAdapter;
  /** Takes every key out of our copies of settings; answers where one may still stand, others' copies of this file included. */
  clearCopiesOf(path: string): Promise<KeyLeftInFile[]>;
  /** While we edit, the watch doesn't take what goes for a loss. */
  pauseWhile<T>(work: () => Promise<Result<T>>): Promise<Result<T>>;
}

/** Where the key stands in clear text. */
export interface ClearTextEntry {
  readonly client: ClientId;
  readonly path: string;
  readonly entryName: string;
}

export async function adopt(
  parts: AdoptDeps,
  found: ClearTextEntry,
  token: string,
): Promise<Result<Adoption>> {
  const { client, entryName } = found;
  const who = parts.account.signedIn();
  if (!who.ok) return who;
  const done = (...ids: (typeof adoptStepIds)[number][]): Adoption => ({
    client,
    entryName,
    steps: (['connected', 'entry-removed', 'old-revoked'] as const).map((id) => ({
      id,
      done: ids.includes(id),
    })),
    oldKeyStays: false,
    leftIn: [],
  });

  const connected = await connectBesides(parts, client);
  if (!connected.ok) return connected;
  if (!connected.value) return ok(done());

  const owner = await tokenOwner(
    who.value,
    token,
    await serversBeside(parts.adapterOf(client).config(found.path), token),
  );
  if (!owner.ok) return owner;
  const live = owner.value.is === 'live' ? owner.value : undefined;
  // Once the text is gone nothing else tells which key it was, so that is noted before.
  const takeBackNote = live && (await parts.keys.noteRevocation(who.value, live.key));
  const removed = await parts.pauseWhile(() => removeClearText(parts, found, token));
  if (!removed.ok) {
    await takeBackNote?.();
    return removed;
  }
  // The copies that were kept before each change hold it too. What can't be cleared must not keep the key alive.
  const leftIn = await parts.clearCopiesOf(found.path);
  const taken = done('connected', 'entry-removed');
  if (owner.value.is === 'elsewhere') return ok({ ...taken, oldKeyStays: true, leftIn });
  const whole = ok({ ...done('connected', 'entry-removed', 'old-revoked'), leftIn });
  if (!live) return whole;
  // What isn't confirmed stands as such in the list of keys, and is asked for again from there.
  const proof = await parts.keys.ensureRevoked(who.value, live.key, { heldToken: live.held });
  await parts.keys.refresh();
  if (proof.ok) {
    await takeUsualName(parts, client, who.value, live.key.name);
    return whole;
  }
  return leftIn.length > 0 ? ok({ ...taken, leftIn }) : proof;
}

/**
 * Whether the program is connected; false where connecting waits for the person. The key that is replaced may have the usual
 * name, and works until the new one does, so the new one takes another.
 */
async function connectBesides(parts: AdoptDeps, client: ClientId): Promise<Result<boolean>> {
  const connect = parts.connector(client);
  if (connect.view().state === 'connected') return ok(true);
  await parts.keys.refresh();
  const usual = keyName(clientNames[client], parts.deviceName.current());
  const list = parts.keys.view();
  const isTaken =
    list.state === 'listed' && list.keys.some(({ name, revokedAt }) => name === usual && revokedAt === null);
  const started = await connect.start(isTaken ? successorName(usual, parts.clock.now()) : undefined);
  return started.ok ? ok(started.value.state === 'connected') : started;
}

/** Where the old key had the name that ours has as a rule, ours takes it; else, and where that can't be done, it keeps its own. */
async function takeUsualName(
  { connector, connections, keys, deviceName, log }: AdoptDeps,
  client: ClientId,
  { convene, organization }: SignedIn,
  oldName: string,
): Promise<void> {
  const usual = keyName(clientNames[client], deviceName.current());
  const view = connector(client).view();
  if (oldName !== usual || view.state !== 'connected' || view.connection.keyId === undefined) return;
  const { id, keyId } = view.connection;
  const renamed = await convene.renameKey(organization.id, keyId, usual);
  const recorded = renamed.ok ? await connections.renameKey(id, { id: keyId, name: usual }) : renamed;
  if (!recorded.ok) return log('the usual name could not be taken', { failure: recorded.error });
  await connector(client).lookAgain();
  await keys.refresh();
}

/** Nothing is touched that doesn't hold this very token any more. */
async function removeClearText(
  { claude, adapterOf }: AdoptDeps,
  { client, path, entryName }: ClearTextEntry,
  token: string,
): Promise<Result<void>> {
  const config = adapterOf(client).config(path);
  const entry = await config.entry(entryName);
  if (!entry.ok) return entry;
  if (entry.value === undefined) return ok(undefined);
  if (!JSON.stringify(entry.value).includes(token))
    return failed(failure('entry-changed', { client, path, name: entryName }));
  if (!cachesSettings(client)) return removed(await config.remove(entryName));
  // It would write its settings back as it remembers them. Adopting says beforehand that it is quit and started again.
  return whileQuit(claude, async () => removed(await config.remove(entryName)));
}

const removed = (done: Result<unknown>): Result<void> => (done.ok ? ok(undefined) : done);
