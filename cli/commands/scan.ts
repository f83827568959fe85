import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { mapLimit } from '../../core/files/map-limit.ts';
import { createStateFile } from '../../core/files/state-file.ts';
import { allKnownLists, knownKeysFileSchema, noKnownKeys } from '../../core/keys/key-list-cache.ts';
import type { FoundToken } from '../../core/scan/found-token.ts';
import { addToIgnoreList, ignoreListName, readIgnoreList, tokenHash } from '../../core/scan/ignore-list.ts';
import { readFoundToken } from '../../core/scan/read-found.ts';
import { type ScanEnd, scan } from '../../core/scan/scan.ts';
import type { WireKey } from '../../shared/convene/wire.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { formatDay } from '../../shared/wording/dates.ts';
import { skippedWords } from '../../shared/wording/scan.ts';
import { exitStatus } from '../exit-status.ts';
import { report, say } from '../output.ts';
import type { Streams } from '../terminal.ts';
import { wrongUse } from '../words.ts';

export interface ScanFiles {
  /** The program that looks through files. */
  readonly ripgrep: () => string;
  /** Where the command was typed. */
  readonly workingFolder: string;
  /** The companion's own, where the last list of keys is. */
  folder(): string;
  /** Where keys get left on this computer, as far as it is there. */
  places(): Promise<readonly string[]>;
}

type RunAlone = (work: (streams: Streams, json: boolean) => Promise<number>) => Promise<void>;

interface Finding {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly tokenHint: string;
  /** Keys of the last known lists that end so; none where the key is another's, or nobody was ever signed in here. */
  readonly keys: readonly { readonly id: string; readonly name: string; readonly revokedAt: string | null }[];
  /** SHA-256 of the key, for `.convene-scan-ignore`; absent where it isn't in its place any more. */
  readonly tokenHash?: string;
}

interface Scanned extends ScanEnd {
  readonly findings: readonly Finding[];
  /** Findings that `.convene-scan-ignore` names. */
  readonly ignored: number;
}

interface ScanOptions {
  readonly places?: boolean;
  readonly ignoreFound?: boolean;
}

/** Files that are open at a time. */
const atOnce = 16;

export function scanCommand(program: Command, files: ScanFiles, run: RunAlone): void {
  program
    .command('scan')
    .description(
      'look for keys that were left in files, on this computer only: status 1 when there are any that may work',
    )
    .argument('[path...]', 'files and folders; everything below is looked at')
    .option(
      '--places',
      'also where keys get left: documents, desktop, downloads, projects, shell history, settings',
    )
    .option(
      '--ignore-found',
      `pass over from now on what is found: its hashes go to ${ignoreListName} in this folder`,
    )
    .action((paths: string[], options: ScanOptions) =>
      run(async (streams, json) => {
        const scanned = await untilSignal((signal) => look(files, paths, { ...options, signal }));
        if (scanned.ok && !json) for (const line of summary(scanned.value)) say(streams, line);
        return report(streams, json, scanned, ({ findings }) => findings.map(findingLine), statusOf);
      }),
    );
}

/** A key that is known to be revoked opens nothing, so it stops no commit. */
function statusOf({ findings, unread }: Scanned): number {
  if (findings.some((finding) => !isRevoked(finding))) return exitStatus.failed;
  return unread.length > 0 ? exitStatus.notRead : exitStatus.done;
}

const isRevoked = ({ keys }: Finding): boolean =>
  keys.length > 0 && keys.every(({ revokedAt }) => revokedAt !== null);

async function look(
  { ripgrep, folder, places, workingFolder }: ScanFiles,
  named: readonly string[],
  { places: withPlaces, ignoreFound, signal }: ScanOptions & { readonly signal: AbortSignal },
): Promise<Result<Scanned>> {
  if (named.length === 0 && !withPlaces)
    return failed(wrongUse('Name files or folders to look through, or use --places.'));
  const ignoreList = join(workingFolder, ignoreListName);
  const ignored = await readIgnoreList(ignoreList);
  if (!ignored.ok) return ignored;
  const paths = named.map((path) => resolve(workingFolder, path));
  const found: FoundToken[] = [];
  const end = await scan({
    ripgrep,
    paths: withPlaces ? [...paths, ...(await places())] : paths,
    signal,
    onFound: (one) => found.push(one),
  });
  if (!end.ok) {
    return end.error.code === 'not-found'
      ? failed(wrongUse(`There is no file or folder “${end.error.path}”.`))
      : end;
  }
  const known = found.length > 0 ? await lastKnownKeys(folder()) : [];
  const all = await mapLimit(found, atOnce, (one) => findingOf(one, known));
  if (ignoreFound) {
    const added = await addToIgnoreList(ignoreList, all.flatMap(ignoreLine));
    if (!added.ok) return added;
  }
  const findings = all
    .filter(({ tokenHash: hash }) => hash === undefined || !ignored.value.has(hash))
    .sort(
      (one, other) =>
        (one.path < other.path ? -1 : Number(one.path > other.path)) ||
        one.line - other.line ||
        one.column - other.column,
    );
  return ok({ ...end.value, findings, ignored: all.length - findings.length });
}

async function findingOf(found: FoundToken, known: readonly WireKey[]): Promise<Finding> {
  const token = await readFoundToken(found);
  const { path, line, column, hint } = found;
  return {
    // A file may be named after a key.
    path: withoutTokens(path),
    line,
    column,
    tokenHint: hint,
    keys: known
      .filter(({ token_hint }) => token_hint === hint)
      .map(({ id, name, revoked_at }) => ({ id, name, revokedAt: revoked_at })),
    ...(token.ok ? { tokenHash: tokenHash(token.value) } : {}),
  };
}

const ignoreLine = ({ tokenHash: hash, tokenHint, path }: Finding): { hash: string; note: string }[] =>
  hash === undefined ? [] : [{ hash, note: `${tokenHint} ${basename(path).replace(/\s+/g, ' ')}` }];

/** ripgrep would go on without us. */
async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const end = (signal: NodeJS.Signals): void => {
    stop.abort();
    forget();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  return work(stop.signal).finally(forget);
}
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Without a list, places are told all the same. */
async function lastKnownKeys(folder: string): Promise<readonly WireKey[]> {
  const file = createStateFile({
    path: join(folder, 'known-keys.json'),
    schema: knownKeysFileSchema,
    initial: noKnownKeys,
  });
  const read = await file.read();
  return read.ok ? allKnownLists(read.value).flatMap(({ list }) => list.keys) : [];
}

function findingLine({ path, line, column, tokenHint, keys }: Finding): string {
  const [key, another] = keys;
  const which = another
    ? `one of: ${keys.map(({ name }) => `“${name}”`).join(', ')}`
    : key
      ? `“${key.name}”, ${key.revokedAt ? `revoked ${formatDay(new Date(key.revokedAt), new Date())}` : 'works'}`
      : 'not in the list of this computer: treat it as one that works';
  return `${path}:${line}:${column}: ${tokenHint} ${which}`;
}

function summary({ files, bytes, skipped, findings, more, unread, ignored }: Scanned): string[] {
  const looked = `Looked at ${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}, ${(bytes / 1e6).toFixed(1)} MB.`;
  const left = skippedWords(skipped);
  return [
    left ? `${looked} Skipped: ${left}.` : looked,
    'Keys inside zip files and other archives aren’t seen.',
    ...unread.map(
      ({ path }) => `Not looked into: ${withoutTokens(path)}. Nothing is known of what it holds.`,
    ),
    ...(more > 0 ? [`${more.toLocaleString('en-US')} more places stand in the same files.`] : []),
    ...(ignored > 0 ? [`Passed over, because ${ignoreListName} names them: ${ignored}.`] : []),
    ...(findings.some((finding) => !isRevoked(finding))
      ? [
          'Revoke each key that works: keys revoke. Taking it out of the file alone doesn’t help: it may have been read.',
        ]
      : []),
  ];
}
