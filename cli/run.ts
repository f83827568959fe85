import type { Readable, Writable } from 'node:stream';
import { type CompanionOptions, createCompanion } from '../core/companion.ts';
import { dataFolder } from '../core/files/data-folder.ts';
import { storageFailure, systemCode } from '../core/files/file-failure.ts';
import { folderTrouble } from '../core/files/folder-trouble.ts';
import { openSecretStore } from '../core/keychain/keychain-client.ts';
import { ownFolder } from '../core/own-folder.ts';
import { scanPlaces } from '../core/scan/places.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { unwritableWords } from '../shared/wording/start-trouble.ts';
import { askOn } from './ask.ts';
import { runCommandLine } from './command-line.ts';
import { checkEnvironment } from './environment.ts';
import type { Streams, Terminal } from './terminal.ts';

/** The computer and the process that a command runs in. */
export interface CommandSurroundings extends Omit<CompanionOptions, 'folder' | 'opener'> {
  /** Where the command was typed, when it isn't where this process is. */
  readonly workingFolder?: string;
  readonly streams: Streams;
  /** Where questions are answered, and where they are put. */
  readonly asked: {
    readonly input: Readable & { readonly isTTY?: boolean };
    readonly output: Writable & { readonly isTTY?: boolean };
  };
}

/** Runs one command with what surrounds it; answers the exit status. */
export function run(args: readonly string[], around: CommandSurroundings): Promise<number> {
  return runCommandLine(args, around.streams, () => openTerminal(around), {
    ripgrep: around.ripgrep,
    workingFolder: around.workingFolder ?? process.cwd(),
    folder: () => dataFolder(around),
    places: async () => (await scanPlaces(around)).map(({ path }) => path),
  });
}

/**
 * Milliseconds; one second more goes into finding out whether it is locked. Within five it is said that the keychain doesn't
 * answer, however often the command would ask it.
 */
const keychainPatience = { deadlineMs: 3_000, givesUp: true } as const;

async function openTerminal({ streams, asked, ...around }: CommandSurroundings): Promise<Result<Terminal>> {
  const fit = checkEnvironment(around.env);
  if (!fit.ok) return fit;
  const folder = ownFolder(around);
  const unwritable = folderTrouble(folder);
  if (unwritable?.readable) {
    const { title, todo } = unwritableWords(unwritable);
    streams.err(`${title} ${todo}\n`);
  }
  try {
    const companion = createCompanion({
      ...around,
      folder,
      secrets: around.secrets ?? openSecretStore({ host: around.programs.keychainHost, ...keychainPatience }),
      // The address is printed with its code; a browser on this machine may not be the person's.
      opener: { open: async () => ok(undefined) },
    });
    await companion.open();
    await companion.account.findAgain();
    return ok({ ...streams, companion, input: asked.input, ...askOn(asked.input, asked.output) });
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return failed(storageFailure(folder, error));
  }
}
