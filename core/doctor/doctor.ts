import type { Connection } from '../../shared/connect-view.ts';
import type { Finding } from '../../shared/doctor.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import type { ClaudeConfig } from '../claude/config-file.ts';
import { isOurEntry, programOf } from '../claude/entry.ts';
import type { Connections } from '../connect/connections.ts';
import { openProbe } from '../connect/probe-bridge.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { Program } from '../programs/program.ts';

export interface DoctorParts {
  readonly account: Account;
  readonly connections: Connections;
  readonly secrets: SecretStore;
  readonly bridge: Program;
  config(path: string): ClaudeConfig;
  locate(): Promise<Result<{ path: string }>>;
}

type Check =
  | { status: 'good'; fact?: string }
  | { status: 'bad'; failure: Failure }
  | { status: 'not-checked' };

const notChecked: Check = { status: 'not-checked' };
const bad = (why: Failure): Check => ({ status: 'bad', failure: why });
const good = (fact?: string): Check => ({ status: 'good', ...(fact === undefined ? {} : { fact }) });

/** Looks at every part in the order in which they depend on one another; changes nothing. */
export async function examine(parts: DoctorParts): Promise<Finding[]> {
  const keychain = await parts.secrets.get('probe');
  const known = await parts.connections.list();
  const connection = known.ok ? known.value[0] : undefined;
  const findings: Finding[] = [
    { id: 'keychain', ...(keychain.ok ? good() : bad(keychain.error)) },
    ...(await checkAccount(parts)),
    { id: 'config-file', ...(await checkConfig(parts, connection)) },
  ];
  if (!connection) {
    return [
      ...findings,
      ...(['entry', 'bridge', 'key', 'tool'] as const).map((id) => ({ id, ...notChecked })),
    ];
  }
  return [
    ...findings,
    { id: 'entry', ...(await checkEntry(parts, connection)) },
    ...(await checkBridge(parts, connection)),
  ];
}

async function checkAccount({ account }: DoctorParts): Promise<Finding[]> {
  const now = account.view();
  if (now.state === 'pasted-key')
    return [
      { id: 'convene', ...good(now.server.address) },
      { id: 'session', ...notChecked },
    ];
  const who = account.signedIn();
  if (!who.ok)
    return [
      { id: 'convene', ...notChecked },
      { id: 'session', ...bad(who.error) },
    ];
  const me = await who.value.convene.me();
  if (me.ok)
    return [
      { id: 'convene', ...good(who.value.convene.server) },
      { id: 'session', ...good(me.value.person.email) },
    ];
  const ended = me.error.code === 'signed-out' || me.error.code === 'not-allowed';
  return [
    { id: 'convene', ...(ended ? good(who.value.convene.server) : bad(me.error)) },
    { id: 'session', ...(ended ? bad(me.error) : notChecked) },
  ];
}

async function checkConfig(parts: DoctorParts, connection: Connection | undefined): Promise<Check> {
  const located = connection
    ? { ok: true as const, value: { path: connection.configPath } }
    : await parts.locate();
  if (!located.ok) return bad(located.error);
  const read = await parts.config(located.value.path).read();
  return read.ok ? good(located.value.path) : bad(read.error);
}

async function checkEntry(parts: DoctorParts, connection: Connection): Promise<Check> {
  const { configPath: path, entryName: name } = connection;
  const entry = await parts.config(path).entry(name);
  if (!entry.ok) return notChecked;
  return isOurEntry(entry.value, connection.id) ? good(name) : bad(failure('entry-vanished', { path, name }));
}

/** What Claude would start; where there is no entry, what would be written into it. */
async function programFor({ bridge, config }: DoctorParts, connection: Connection): Promise<Program> {
  const entry = await config(connection.configPath).entry(connection.entryName);
  const found = entry.ok ? programOf(entry.value, connection.id) : undefined;
  return found ?? { ...bridge, args: [...bridge.args, connection.id] };
}

async function checkBridge(parts: DoctorParts, connection: Connection): Promise<Finding[]> {
  const probe = openProbe(await programFor(parts, connection));
  try {
    const started = await probe.initialize();
    if (!started.ok)
      return [
        { id: 'bridge', ...bad(started.error) },
        { id: 'key', ...notChecked },
        { id: 'tool', ...notChecked },
      ];
    const tools = await probe.listTools();
    if (!tools.ok)
      return [
        { id: 'bridge', ...good() },
        { id: 'key', ...bad(tools.error) },
        { id: 'tool', ...notChecked },
      ];
    const answer = await probe.call('get_dashboard');
    return [
      { id: 'bridge', ...good() },
      { id: 'key', ...good(connection.keyName) },
      { id: 'tool', ...(answer.ok ? good() : bad(answer.error)) },
    ];
  } finally {
    await probe.close();
  }
}
