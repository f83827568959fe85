/** Whether git keeps a file. One question at a time, for all files of a repository that wait by then. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ExposureFinding } from '../../shared/exposure.ts';

type InGit = ExposureFinding['git'];

/** Milliseconds for one question to git. */
const deadlineMs = 5_000;
/** Files in one question: a command takes only so many letters. */
const filesPerQuestion = 50;

interface Waiting {
  /** From the top of the repository, with slashes. */
  readonly name: string;
  answer(inGit: InGit): void;
}

/**
 * Answers for a file: undefined where it is in no repository, which is told without git. `unknown`: it is in one, and git isn't
 * there, was too slow, was called off by the signal, or doesn't trust the repository.
 */
export function openInGit(signal: AbortSignal): (path: string) => Promise<InGit> {
  const tops = new Map<string, Promise<string | undefined>>();
  const answers = new Map<string, Promise<InGit>>();
  const waiting = new Map<string, Waiting[]>();
  let isAsking = false;

  const topOf = (folder: string): Promise<string | undefined> => {
    const known = tops.get(folder) ?? findTop(folder);
    tops.set(folder, known);
    return known;
  };
  async function findTop(folder: string): Promise<string | undefined> {
    if (await isThere(join(folder, '.git'))) return folder;
    const above = dirname(folder);
    return above === folder ? undefined : topOf(above);
  }

  async function find(path: string): Promise<InGit> {
    const top = await topOf(dirname(path));
    if (top === undefined) return undefined;
    const name = relative(top, path).split(sep).join('/');
    // Git's own files are no part of what it keeps.
    if (name.startsWith('.git/')) return 'unknown';
    return new Promise((answer) => {
      waiting.set(top, [...(waiting.get(top) ?? []), { name, answer }]);
      void askAll();
    });
  }

  async function askAll(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    for (let [next] = waiting; next; [next] = waiting) {
      const [top, files] = next;
      const now = files.slice(0, filesPerQuestion);
      waiting.delete(top);
      if (files.length > now.length) waiting.set(top, files.slice(now.length));
      const kept = await keptBy(top, now, signal);
      for (const { name, answer } of now) answer(kept(name));
    }
    isAsking = false;
  }

  return (path) => {
    const known = answers.get(path) ?? find(path);
    answers.set(path, known);
    return known;
  };
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function keptBy(
  top: string,
  files: readonly Waiting[],
  signal: AbortSignal,
): Promise<(name: string) => InGit> {
  // The first question takes names as they are; the second would take a colon at the start for a pattern, so none is there.
  const names = files.map(({ name }) => name);
  const tracked = await ask(top, ['--literal-pathspecs', 'ls-files', '-z', '--', ...names], '', signal);
  const others = tracked ? names.filter((name) => !tracked.has(asWritten(name))) : [];
  const ignored =
    others.length > 0
      ? await ask(
          top,
          ['check-ignore', '-z', '--stdin'],
          others.map((name) => `./${name}`).join('\0'),
          signal,
        )
      : new Set<string>();
  return (name) => {
    if (tracked?.has(asWritten(name))) return 'tracked';
    if (!tracked || !ignored) return 'unknown';
    return ignored.has(asWritten(`./${name}`)) ? 'ignored' : 'untracked';
  };
}

/** A Mac takes letters with accents apart in names, and git puts them together. */
const asWritten = (name: string): string => name.normalize('NFC');

/** A repository's own settings must start nothing (no pager, no monitor, no hooks). */
const safely = [
  '--no-pager',
  '--no-optional-locks',
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'],
];

/** The names that git answers; undefined when it doesn't. Status 1 is its word for "none". */
function ask(
  top: string,
  question: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  return new Promise((answer) => {
    const options = { timeout: deadlineMs, windowsHide: true, env: withoutGitsOwn(), signal };
    const git = execFile('git', ['-C', top, ...safely, ...question], options, (error, out) => {
      if (error && error.code !== 1) answer(undefined);
      else answer(new Set(out.split('\0').filter(Boolean).map(asWritten)));
    });
    // It may be gone before it has read; its status says so.
    git.stdin?.on('error', () => {});
    git.stdin?.end(input);
  });
}

/** Started from a hook of another repository, we would be answered about that one. */
const withoutGitsOwn = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
