import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Connection } from '../../shared/connect-view.ts';
import type { FixId } from '../../shared/doctor.ts';
import { type FailureCode, failure } from '../../shared/failure.ts';
import { programOf } from '../settings-editor/server-entry.ts';
import type { DoctorDeps } from './doctor-parts.ts';
import { bad, type Check, good, notChecked } from './finding.ts';

/** Of a keychain that answers nobody. */
const noAnswer: ReadonlySet<FailureCode> = new Set(['keychain-locked', 'keychain-failed']);

type OfBridge = Record<'bridge' | 'convene' | 'tool', Check>;

/** Starts the helper as the program would, and asks one question through it; not where the keychain doesn't answer. */
export async function checkBridge(
  parts: DoctorDeps,
  connection: Connection,
  secret: Check,
): Promise<OfBridge> {
  const missing = await missingFile(parts, connection);
  if (missing !== undefined)
    return {
      bridge: bad(failure('bridge-missing', { path: missing }), 'put-entry-back'),
      convene: notChecked,
      tool: notChecked,
    };
  if (secret.failure && noAnswer.has(secret.failure.code))
    return {
      bridge: notChecked,
      convene: bad(secret.failure, fixOf(secret.failure.code)),
      tool: notChecked,
    };
  // What was written, not what stands in the settings by now: a check must not start a program that somebody put there.
  const { bridge } = parts;
  const probe = parts.openProbe({ ...bridge, args: [...bridge.args, connection.id] });
  try {
    const started = await probe.initialize();
    if (!started.ok)
      return { bridge: bad(started.error, 'put-entry-back'), convene: notChecked, tool: notChecked };
    const tools = await probe.listTools();
    if (tools.ok || tools.error.code === 'refused') await parts.noteKey(connection, !tools.ok);
    if (!tools.ok)
      return { bridge: good(), convene: bad(tools.error, fixOf(tools.error.code)), tool: notChecked };
    const answer = await probe.call('get_dashboard');
    return {
      bridge: good(),
      convene: good(connection.keyName),
      tool: answer.ok ? good() : bad(answer.error, 'check-again'),
    };
  } finally {
    await probe.close();
  }
}

/** The first file that our entry starts and that isn't there. */
async function missingFile({ adapterOf }: DoctorDeps, connection: Connection): Promise<string | undefined> {
  const entry = await adapterOf(connection.client).config(connection.configPath).entry(connection.entryName);
  const program = entry.ok ? programOf(entry.value, connection.id) : undefined;
  return [program?.command, program?.args[0]].find((path) => path && isAbsolute(path) && !existsSync(path));
}

const fixes: Partial<Record<FailureCode, FixId>> = {
  refused: 'connect-again',
  'secret-missing': 'connect-again',
  'keychain-locked': 'unlock-keychain',
  'not-allowed': 'open-keys-page',
};

const fixOf = (code: FailureCode): FixId => fixes[code] ?? 'check-again';
