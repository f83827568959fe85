import type { MayLive } from '../may-live.ts';
import { formatDay } from './dates.ts';

/** What isn't known while one of the companion's own files can't be read. */
export function unknownWithout(fileName: string): string {
  if (fileName.startsWith('operations/connect')) return 'what was being connected';
  if (fileName.startsWith('operations/disconnect')) return 'what was being disconnected';
  if (fileName === 'operations') return 'what was being connected, and which keys were being replaced';
  if (fileName.startsWith('operations/renaming')) return 'which keys were being renamed';
  if (fileName.startsWith('operations')) return 'which keys were being replaced';
  return unknown[fileName] ?? 'what was noted there';
}

const unknown: Readonly<Record<string, string>> = {
  'account.json': 'who was signed in',
  'computer.json': 'what this computer is called',
  'connections.json': 'which assistants are connected, and with which keys',
  'proofs.json': 'which revocations aren’t confirmed',
  'made-here.json': 'which keys were made here',
  'incidents.json': 'which incidents there were, and whether all of them are over',
};

/** Whether keys may live on that only this file tells of. */
export const tellsOfKeys = (fileName: string): boolean =>
  ['connections.json', 'proofs.json', 'incidents.json'].includes(fileName) ||
  (fileName.startsWith('operations') && !fileName.startsWith('operations/renaming'));

/** A file of ours that was damaged or gone, and what it held is had again. */
export function recoveredWords({
  file,
  asideAt,
  foundAgain,
}: {
  readonly file: string;
  readonly asideAt?: string | undefined;
  readonly foundAgain?: true | undefined;
}): { readonly title: string; readonly meaning: string } {
  if (foundAgain)
    return {
      title: `${file} was damaged. What it held was found again in the keychain and at Convene.`,
      meaning:
        'Look whether all is as you know it: which market is chosen may have changed. The damaged file was kept beside it.',
    };
  return {
    title: `${file} was ${asideAt === undefined ? 'gone' : 'damaged'}. Its last good copy is used.`,
    meaning: `Look whether all is as you know it.${asideAt === undefined ? '' : ` The damaged file was kept as ${asideAt}.`}`,
  };
}

/** What may live on of what a file told that can't be read: keys by name, and where to look for more. */
export function mayLiveWords(mayLive: readonly MayLive[] = [], address?: string): string {
  const where = address === undefined ? 'on Convene’s API keys page' : `at ${address}`;
  return mayLive.length === 0
    ? `Keys that were made here may still work. Look for keys named after this computer ${where}.`
    : `May still work: ${mayLive.map(mayLiveName).join('; ')}. Look for these, and for others named after this computer, ${where}.`;
}

const mayLiveName = ({ name, market, tokenHint, createdAt }: MayLive): string =>
  `“${name}”${tokenHint === undefined ? '' : ` (${tokenHint})`} of ${market}${createdAt === undefined ? '' : `, made ${formatDay(new Date(createdAt), new Date())}`}`;
