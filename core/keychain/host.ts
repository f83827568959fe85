import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Answer, type Request, requestSchema } from './messages.ts';

type Keytar = typeof import('keytar');

/**
 * Serves the keychain to the process that started this one, until its input ends. It is a process of its own because
 * keytar can hang for minutes, and then holds up even `process.exit`; from outside a signal ends it.
 */
export function serveKeychain(input: Readable, output: Writable, load: () => Keytar): void {
  let keytar: Keytar | undefined;
  const lines = createInterface({ input });
  lines.on('line', (line) => {
    const request = requestSchema.parse(JSON.parse(line));
    answer(request, () => {
      keytar ??= load();
      return keytar;
    }).then((said) => output.write(`${JSON.stringify(said)}\n`));
  });
}

async function answer(request: Request, open: () => Keytar): Promise<Answer> {
  const { id } = request;
  let keytar: Keytar;
  try {
    keytar = open();
  } catch (error) {
    return { id, kind: 'not-loaded', words: wordsOf(error) };
  }
  try {
    const secret = await perform(keytar, request);
    return { id, kind: 'done', ...(secret === undefined ? {} : { secret }) };
  } catch (error) {
    return { id, kind: 'refused', words: wordsOf(error) };
  }
}

async function perform(
  keytar: Keytar,
  { operation, service, account, secret }: Request,
): Promise<string | undefined> {
  switch (operation) {
    case 'set':
      await keytar.setPassword(service, account, secret ?? '');
      return undefined;
    case 'get': {
      const found = await keytar.getPassword(service, account);
      if (found !== null) return found;
      await proveOpen(keytar, service);
      return undefined;
    }
    case 'delete': {
      const deleted = await keytar.deletePassword(service, account);
      if (!deleted) await proveOpen(keytar, service);
      return undefined;
    }
  }
}

/** A locked keychain answers "nothing there" to a question, but it can't keep anything: so something is kept and read. */
async function proveOpen(keytar: Keytar, service: string): Promise<void> {
  const account = `probe:${randomUUID()}`;
  await keytar.setPassword(service, account, account);
  const back = await keytar.getPassword(service, account);
  await keytar.deletePassword(service, account);
  if (back !== account) throw new Error('what was written could not be read back');
}

/** One line, without what a native error may quote of its arguments. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';
