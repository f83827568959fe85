/** What isn't known while one of the companion's own files can't be read. */
export function unknownWithout(fileName: string): string {
  if (fileName.startsWith('operations/connect')) return 'what was being connected';
  if (fileName.startsWith('operations/renaming')) return 'which keys were being renamed';
  if (fileName.startsWith('operations')) return 'which keys were being replaced';
  return unknown[fileName] ?? 'what was noted there';
}

const holdNoKey = ['account.json', 'computer.json'];

const unknown: Readonly<Record<string, string>> = {
  'account.json': 'who was signed in',
  'computer.json': 'what this computer is called',
  'connections.json': 'which assistants are connected, and with which keys',
  'proofs.json': 'which revocations aren’t confirmed',
  'incidents.json': 'which incidents there were, and whether all of them are over',
};

/** Whether keys may live on that only this file tells of. */
export const tellsOfKeys = (fileName: string): boolean =>
  !holdNoKey.includes(fileName) &&
  !fileName.startsWith('operations/renaming') &&
  (fileName in unknown || fileName.startsWith('operations'));
