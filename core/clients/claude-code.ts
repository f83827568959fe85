/**
 * Claude Code keeps live state in its settings file and writes it often, so it is asked to change the file itself:
 * `claude mcp add-json` and `claude mcp remove`. Where its program isn't on the PATH, its file is edited like any other.
 */
import { access, constants } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Computer } from '../files/data-folder.ts';
import { runApart } from '../files/run-apart.ts';
import { startScript } from '../files/windows-script.ts';
import type { SettingsFile } from '../settings-editor/settings-file.ts';
import { pathsOf } from './folders.ts';

/** Milliseconds for one of its commands; it starts in about one second. */
const deadlineMs = 20_000;

/** The file editor, with Claude Code itself making the changes where it can. Reading is the file's. */
export function viaClaudeCodeCli(
  file: SettingsFile,
  computer: Computer,
  options: { deadlineMs?: number } = {},
): SettingsFile {
  const limitMs = options.deadlineMs ?? deadlineMs;
  const program = (): Promise<string | undefined> => findOnPath('claude', computer);

  async function put(name: string, entry: unknown): Promise<Result<{ backup?: string }>> {
    const claude = await program();
    if (!claude || !canBeNamed(name)) return file.put(name, entry);
    const before = await file.entry(name);
    if (before.ok && isDeepStrictEqual(before.value, entry)) return ok({});
    // It refuses a name that is there already.
    if (before.ok && before.value !== undefined) {
      const removed = await ask(claude, ['mcp', 'remove', '--scope', 'user', name]);
      if (!removed.ok) return removed;
    }
    const added = await ask(claude, ['mcp', 'add-json', '--scope', 'user', name, JSON.stringify(entry)]);
    if (!added.ok) return added;
    const after = await file.entry(name);
    if (!after.ok) return after;
    // It may say that all is well and have written nothing.
    return isDeepStrictEqual(after.value, entry)
      ? ok({})
      : failed(notTaken('the entry is not there afterwards'));
  }

  async function remove(name: string): Promise<Result<{ removed: boolean }>> {
    const claude = await program();
    if (!claude || !canBeNamed(name)) return file.remove(name);
    const before = await file.entry(name);
    if (!before.ok) return before;
    if (before.value === undefined) return ok({ removed: false });
    const removed = await ask(claude, ['mcp', 'remove', '--scope', 'user', name]);
    if (!removed.ok) return removed;
    const after = await file.entry(name);
    if (!after.ok) return after;
    return after.value === undefined
      ? ok({ removed: true })
      : failed(notTaken('the entry is still there afterwards'));
  }

  async function ask(claude: string, args: readonly string[]): Promise<Result<void>> {
    try {
      // Nothing in the arguments is secret: the entry holds a program and the id of a connection.
      const isScript = computer.platform === 'win32' && !claude.toLowerCase().endsWith('.exe');
      const start = isScript ? startScript(claude, args, computer.env) : { file: claude, args };
      await runApart(start, { timeoutMs: limitMs, cwd: computer.home });
      return ok(undefined);
    } catch (error) {
      return failed(
        notTaken(error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 200) : ''),
      );
    }
  }

  return { ...file, put, remove };
}

/** Names that its command takes for nothing else: not for an option, nor the command prompt of Windows for a command. */
const canBeNamed = (name: string): boolean => /^\w[\w-]*$/.test(name);

const notTaken = (detail: string): Failure =>
  failure('client-command-failed', { client: 'claude-code', detail });

/** The first program of that name that may be started, by the rules of each system. */
export async function findOnPath(
  name: string,
  computer: Pick<Computer, 'env' | 'platform'>,
): Promise<string | undefined> {
  const { env, platform } = computer;
  const paths = pathsOf(computer);
  const endings = platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  const folders = (env.PATH ?? env.Path ?? '').split(paths.delimiter).filter((one) => paths.isAbsolute(one));
  for (const folder of folders) {
    for (const ending of endings) {
      const path = paths.join(folder, name + ending);
      if (await mayBeStarted(path)) return path;
    }
  }
  return undefined;
}

const mayBeStarted = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
