import { join } from 'node:path';
import type { Command } from 'commander';
import { createStateFile } from '../../core/files/state-file.ts';
import { allKnownLists, knownKeysFileSchema, noKnownKeys } from '../../core/keys/key-list-cache.ts';
import { type ScanEnd, scan } from '../../core/scan/scan.ts';
import type { FoundToken } from '../../core/scan/search-file.ts';
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
  /** The built worker. */
  readonly worker: string;
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
}

interface Scanned extends ScanEnd {
  readonly findings: readonly Finding[];
}

export function scanCommand(program: Command, files: ScanFiles, run: RunAlone): void {
  program
    .command('scan')
    .description('look for keys that were left in files, on this computer only: status 1 when there are any')
    .argument('[path...]', 'files and folders; everything below is looked at')
    .option(
      '--places',
      'also where keys get left: documents, desktop, downloads, projects, shell history, settings',
    )
    .action((paths: string[], options: { places?: boolean }) =>
      run(async (streams, json) => {
        const scanned = await look(files, paths, options.places === true);
        if (scanned.ok && !json) for (const line of summary(scanned.value)) say(streams, line);
        return report(
          streams,
          json,
          scanned,
          ({ findings }) => findings.map(findingLine),
          ({ findings }) => (findings.length > 0 ? exitStatus.failed : exitStatus.done),
        );
      }),
    );
}

async function look(
  { worker, folder, places }: ScanFiles,
  named: readonly string[],
  withPlaces: boolean,
): Promise<Result<Scanned>> {
  if (named.length === 0 && !withPlaces)
    return failed(wrongUse('Name files or folders to look through, or use --places.'));
  const paths = withPlaces ? [...named, ...(await places())] : named;
  const found: FoundToken[] = [];
  const end = await scan({ worker, paths, onFound: (one) => found.push(one) });
  if (!end.ok) {
    return end.error.code === 'not-found'
      ? failed(wrongUse(`There is no file or folder “${end.error.path}”.`))
      : end;
  }
  const known = found.length > 0 ? await lastKnownKeys(folder()) : [];
  const findings = found
    .map(({ path, line, column, hint }) => ({
      // A file may be named after a key.
      path: withoutTokens(path),
      line,
      column,
      tokenHint: hint,
      keys: known
        .filter(({ token_hint }) => token_hint === hint)
        .map(({ id, name, revoked_at }) => ({ id, name, revokedAt: revoked_at })),
    }))
    .sort(
      (one, other) =>
        (one.path < other.path ? -1 : Number(one.path > other.path)) ||
        one.line - other.line ||
        one.column - other.column,
    );
  return ok({ ...end.value, findings });
}

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

function summary({ files, bytes, skipped, findings, more }: Scanned): string[] {
  const looked = `Looked at ${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}, ${(bytes / 1e6).toFixed(1)} MB.`;
  const left = skippedWords(skipped);
  return [
    left ? `${looked} Skipped: ${left}.` : looked,
    ...(more > 0 ? [`${more.toLocaleString('en-US')} more places stand in the same files.`] : []),
    ...(findings.length > 0
      ? [
          'Revoke each key that works: keys revoke. Taking it out of the file alone doesn’t help: it may have been read.',
        ]
      : []),
  ];
}
