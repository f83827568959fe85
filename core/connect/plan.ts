import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { clientNames } from '../../shared/clients.ts';
import type { Connection, ConnectionCondition, EntryPreview } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { keyName, withoutRenewal } from '../../shared/keys/key-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { Keys } from '../keys/keys.ts';
import type { Plan } from '../operations/operation.ts';
import { connectionOf, entryName } from '../settings-editor/server-entry.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import type { ConnectData } from './connect-data.ts';

export interface PlanDeps {
  readonly account: Account;
  readonly target: ClientAdapter;
  readonly bridge: SpawnCommand;
  readonly deviceName: Pick<DeviceName, 'current' | 'nameNow'>;
  /** This computer is called so from now on; the keys that it has keep their names. */
  takeName(name: string): Promise<Result<void>>;
  readonly keys: Keys;
}

/** The entry as it is shown before it is written. */
export const entryText = ({ target, bridge }: PlanDeps, connectionId: string): string =>
  JSON.stringify(target.entry(bridge, connectionId), null, 2);

/** What connecting would do, without touching anything: for whom, under which names, in which file. */
export function connectPlan(parts: PlanDeps) {
  const { account, target } = parts;

  /** Who would be connected: the organization that is chosen, or the one of the pasted key. */
  function subject(): Result<Subject> {
    const now = account.view();
    if (now.state === 'pasted-key') {
      const { id, name, slug } = now.organization;
      const server = now.server.address;
      return ok({
        server,
        organization: { id, name },
        source: 'pasted-key',
        slug,
        keyName: `Pasted key ${now.tokenHint}`,
      });
    }
    const who = account.signedIn();
    if (!who.ok) return who;
    const { id, name, slug, managesKeys } = who.value.organization;
    if (!managesKeys) return failed(failure('not-allowed'));
    const server = who.value.convene.server;
    return ok({
      server,
      personId: who.value.person.id,
      organization: { id, name },
      source: 'session',
      slug,
      ...usualOrFree(server, id),
    });
  }

  /** The usual name, or with the number by which it is free; the list of keys may not be at hand, and then it may get one. */
  function usualOrFree(
    server: string,
    organizationId: string,
  ): Pick<Subject, 'keyName' | 'usualKeyName' | 'mayGetNumber'> {
    const usual = keyName(clientNames[target.client], parts.deviceName.current());
    const free = parts.keys.freeName(usual, { server, organizationId });
    return free === undefined
      ? { keyName: usual, usualKeyName: usual, mayGetNumber: true }
      : { keyName: free, usualKeyName: usual };
  }

  /** `name`: what the new key is called, where the usual name is taken by the key that it replaces. */
  async function plan(name?: string): Promise<Result<Plan<ConnectData>>> {
    const found = subject();
    if (!found.ok) return found;
    const who = name === undefined ? found.value : { ...found.value, keyName: name, usualKeyName: name };
    const connectionId = randomUUID();
    const allowed = await target.allowed();
    if (!allowed.ok) return allowed;
    const preview = await previewFor(connectionId, who);
    if (!preview.ok) return preview;
    const { server, personId, organization, source } = who;
    return ok({
      owner: {
        server,
        organizationId: organization.id,
        organizationName: organization.name,
        ...(personId ? { personId } : {}),
      },
      data: {
        client: target.client,
        connectionId,
        source,
        deviceName: parts.deviceName.current(),
        idempotencyKey: randomUUID(),
        preview: preview.value,
        ...(who.usualKeyName === undefined ? {} : { usualKeyName: who.usualKeyName }),
        putBack: 0,
      },
    });
  }

  async function previewFor(connectionId: string, who: Subject): Promise<Result<EntryPreview>> {
    const located = await target.locate();
    if (!located.ok) return located;
    const read = await target.config(located.value.path).read();
    if (!read.ok) return read;
    const name = entryName(who.slug);
    const present = read.value.servers[name];
    // One of ours may be left from a sign-out while Claude ran; it is taken over.
    if (present !== undefined && !isFromUs(present)) {
      return failed(failure('entry-name-taken', { client: target.client, path: located.value.path, name }));
    }
    return ok({
      client: target.client,
      path: located.value.path,
      entryName: name,
      entry: entryText(parts, connectionId),
      keyName: who.keyName,
      ...(who.mayGetNumber ? { mayGetNumber: true } : {}),
    });
  }

  /** Whether an entry starts this very program, for whatever connection. */
  function isFromUs(entry: unknown): boolean {
    const id = connectionOf(entry);
    return id !== undefined && isDeepStrictEqual(entry, target.entry(parts.bridge, id));
  }

  /** A new key in the place of one that is dead: same organization, file and entry, and the name it is known by. */
  async function planAgain(
    connection: Connection,
    server: string,
    condition: ConnectionCondition,
  ): Promise<Result<Plan<ConnectData>>> {
    const { id, organizationId, organizationName, configPath, entryName, keyId } = connection;
    const now = account.view();
    const isPasted = now.state === 'pasted-key' && now.organization.id === organizationId;
    const who = isPasted ? undefined : sessionAt(account, { server, organizationId });
    if (who && !who.ok) return who;
    if (who && !who.value.organization.managesKeys) return failed(failure('not-allowed'));
    const entry = await target.config(configPath).entry(entryName);
    return ok({
      owner: {
        server,
        organizationId,
        organizationName,
        ...(who ? { personId: who.value.person.id } : {}),
      },
      data: {
        client: target.client,
        connectionId: id,
        source: who ? 'session' : 'pasted-key',
        deviceName: parts.deviceName.current(),
        idempotencyKey: randomUUID(),
        preview: {
          client: target.client,
          path: configPath,
          entryName,
          entry: entryText(parts, id),
          keyName: nameAgain(connection, server, now.state === 'pasted-key' ? now.tokenHint : undefined),
        },
        putBack: 0,
        again: {
          entryStands: entry.ok && isDeepStrictEqual(entry.value, target.entry(parts.bridge, id)),
          ...(keyId === undefined || !who ? {} : { oldKey: { id: keyId, name: connection.keyName } }),
          ...(condition.kind === 'key-revoked' && condition.at ? { revokedAt: condition.at } : {}),
        },
      },
    });
  }

  function nameAgain(connection: Connection, server: string, pastedHint: string | undefined): string {
    const { keyId, keyName: name, organizationId } = connection;
    const { deviceName } = parts;
    if (pastedHint !== undefined) return `Pasted key ${pastedHint}`;
    return keyId === undefined
      ? keyName(clientNames[target.client], deviceName.current())
      : withoutRenewal(deviceName.nameNow({ server, organizationId, keyId }, name));
  }

  return {
    plan,
    planAgain,
    /** What would be written, and where. */
    async preview(): Promise<Result<EntryPreview>> {
      const planned = await plan();
      return planned.ok ? ok(planned.value.data.preview) : planned;
    },
  };
}

interface Subject {
  readonly server: string;
  readonly personId?: string;
  readonly organization: { readonly id: string; readonly name: string };
  readonly source: ConnectData['source'];
  readonly slug: string;
  readonly keyName: string;
  /** What it would be called if nobody had that name. */
  readonly usualKeyName?: string;
  readonly mayGetNumber?: true;
}
