/** A computer of its own for the command line: an empty home, and every process that was started there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientProcess } from '../../core/clients/claude-desktop/processes.ts';
import type { ChildSecretStore } from '../../core/keychain/keychain-client.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { answerSchema } from '../answers.ts';
import { asksForJson } from '../command-line.ts';
import { built } from './programs.ts';
import { runHere } from './run-here.ts';

const program = built('cli.cjs');

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** What `--json` answered; throws unless standard output is one JSON object in one line and nothing else. */
  json(): { ok: boolean; value?: unknown; error?: { code: string; detail?: string } };
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the match once standard error holds it; rejects when the program ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface Asked {
  /** Standard input, closed afterwards; without it there is none. */
  readonly input?: string;
  /** Leaves standard input open after `input`. */
  readonly inputStaysOpen?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** On a terminal: what is typed goes to standard input, and everything that is shown counts as standard error. */
  readonly terminal?: boolean;
  /** The one command that may say a token. */
  readonly showsToken?: boolean;
}

/** What a command in this process can be given. */
interface AskedHere extends Pick<Asked, 'input' | 'showsToken'> {
  /** Seen by the command; what it starts doesn't get it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears standard error each time it has grown. */
  readonly onWords?: (err: string) => void;
}

export type Place = ReturnType<typeof openPlace>;

/**
 * `env` is added to what every program there gets: the keychain's bus, the server's address. `here`: what commands in
 * this process are given instead of looking for it themselves; without a keychain none runs.
 */
export function openPlace(
  env: Readonly<Record<string, string>>,
  here: {
    secrets?: ChildSecretStore;
    claude?: ((home: string) => ClientProcess) | undefined;
    bridge?: 'here' | 'process';
  } = {},
) {
  const home = mkdtempSync(join(tmpdir(), 'cli-'));
  const settings = join(home, '.config', 'Claude', 'claude_desktop_config.json');
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    CONVENE_DEVICE_NAME: 'Market office laptop',
    ...env,
  };
  const usual = { ...process.env };
  // Programs that a command in this process starts get what its own process would hand on.
  Object.assign(process.env, environment);

  function start(args: readonly string[], asked: Asked = {}): Running {
    const mark = `STARTED_BY=${randomUUID()}`;
    const [file = '', ...words] = asked.terminal
      ? onTerminal([program, ...args])
      : [process.execPath, program, ...args];
    const child = spawn(file, words, {
      env: { ...environment, ...asked.env, STARTED_BY: mark.slice('STARTED_BY='.length) },
      stdio: [asked.input === undefined && !asked.terminal ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    if (asked.input !== undefined) child.stdin?.write(asked.input);
    if (!asked.inputStaysOpen && !asked.terminal) child.stdin?.end();
    let out = '';
    let err = '';
    const listeners = new Set<() => void>();
    const hear = (chunk: Buffer): void => {
      err += chunk.toString('utf8');
      for (const listen of listeners) listen();
    };
    child.stderr?.on('data', hear);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (asked.terminal) hear(chunk);
      else out += chunk.toString('utf8');
    });
    const ended = new Promise<Ended>((done, fail) => {
      child.once('error', fail);
      child.once('close', (status) => {
        for (const listen of listeners) listen();
        leftBehind(mark)
          .then((left) => {
            if (left.length > 0) throw new Error(`${args.join(' ')} left processes: ${left.join(', ')}`);
            return { status, out, err };
          })
          .then((said) => heard(args, said, asked))
          .then(done, fail);
      });
    });
    // Whoever waits for `ended` hears of it; a test that failed before doesn't.
    ended.catch(() => {});
    return {
      child,
      ended,
      said: (pattern) =>
        new Promise((found, fail) => {
          const look = (): void => {
            const match = pattern.exec(err);
            if (match) found(match);
            else if (child.exitCode !== null)
              fail(new Error(`ended with ${child.exitCode}, having said: ${err}`));
          };
          listeners.add(look);
          look();
        }),
    };
  }

  async function run(args: readonly string[], asked: AskedHere = {}): Promise<Ended> {
    const { secrets, claude, bridge = 'process' } = here;
    if (!secrets) throw new Error('No command runs in this process without a keychain.');
    const around = {
      env: { ...environment, ...asked.env },
      home,
      secrets,
      bridge,
      ...(claude ? { claude: claude(home) } : {}),
    };
    return heard(args, await runHere(args, around, asked), asked);
  }

  return {
    home,
    settings,
    folder: join(home, '.config', 'Convene Companion'),
    /** The built program, as a process that a test may signal, type at, or end. */
    start,
    /** The built program, to its end. */
    runProgram: (args: readonly string[], asked?: Asked): Promise<Ended> => start(args, asked).ended,
    /** The command in this process. */
    run,
    /** Signs in, with `approve` doing what the person does in the browser. */
    login(approve: (userCode: string) => void, ...options: string[]): Promise<Ended> {
      let approved = false;
      return run(['login', ...options], {
        onWords(err) {
          const [, userCode] = /code (\S+)\./.exec(err) ?? [];
          if (approved || userCode === undefined) return;
          approved = true;
          approve(userCode);
        },
      });
    },
    /** Claude's settings as they stand on this computer. */
    writeSettings(text: string): void {
      mkdirSync(join(home, '.config', 'Claude'), { recursive: true });
      writeFileSync(settings, text);
    },
    readSettings: (): string => readFileSync(settings, 'utf8'),
    /** Any file below the home, with the folders it needs; answers its whole path. */
    write(path: string, text: string): string {
      const whole = join(home, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
      return whole;
    },
    processes: (): number[] => processesWith(`HOME=${home}`),
    close(): void {
      for (const name of Object.keys(environment)) {
        if (usual[name] === undefined) delete process.env[name];
        else process.env[name] = usual[name];
      }
      for (const id of processesWith(`HOME=${home}`)) process.kill(id, 'SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Throws when a token was shown, or an answer is not what `docs/cli.schema.json` says. */
function heard(
  args: readonly string[],
  { status, out, err }: Omit<Ended, 'json'>,
  { showsToken = false, terminal = false }: Pick<Asked, 'showsToken' | 'terminal'>,
): Ended {
  const shown = showsToken ? err : out + err;
  if (withoutTokens(shown) !== shown) throw new Error(`${args.join(' ')} showed a token`);
  // A program that was killed, or whose standard output is a terminal, has answered nothing there.
  if (asksForJson(args) && status !== null && !terminal) expectPublished(args, oneObject(out));
  return { status, out, err, json: () => oneObject(out) };
}

function expectPublished(args: readonly string[], answer: unknown): void {
  const read = answerSchema(args).safeParse(answer);
  if (!read.success)
    throw new Error(`${args.join(' ')} answered otherwise than published: ${read.error.message}`);
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** `script` of util-linux gives the program a terminal of its own, and ends as it does. */
const onTerminal = (args: readonly string[]): string[] => [
  'script',
  '-qefc',
  // Wide enough that no question is wrapped.
  `stty cols 200 rows 50; exec ${[process.execPath, ...args].map(quoted).join(' ')}`,
  '/dev/null',
];

function oneObject(out: string): ReturnType<Ended['json']> {
  const lines = out.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line: ${JSON.stringify(out)}`);
  const value: unknown = JSON.parse(lines[0] ?? '');
  if (typeof value !== 'object' || value === null || !('ok' in value)) throw new Error('not a result');
  return value as ReturnType<Ended['json']>;
}

/** What still runs with this in its environment. A program that was started ends a moment after its starter. */
async function leftBehind(variable: string): Promise<number[]> {
  for (let tries = 40; tries > 0 && processesWith(variable).length > 0; tries -= 1) await pause(50);
  return processesWith(variable);
}

/** Whatever runs with this in its environment; what a program starts inherits it. */
function processesWith(variable: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => read(`/proc/${id}/environ`).split('\0').includes(variable))
    .filter((id) => !/^State:\s+Z/m.test(read(`/proc/${id}/status`)))
    .map(Number);
}

/** A process may end while it is looked at, or belong to somebody else. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
