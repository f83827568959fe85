import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Answer, type Request, readRequest, toLine } from './messages.ts';

type Keytar = typeof import('keytar');

/** Milliseconds that calls may still take when nobody is left to hear their answer. */
const graceMs = 2_000;

/**
 * Serves the keychain to the process that started this one, until its input ends. It is a process of its own because
 * keytar can hang for minutes, and then holds up even `process.exit`; a signal ends it all the same.
 */
export function serveKeychain(input: Readable, output: Writable, load: () => Keytar): void {
  let keytar: Keytar | undefined;
  let running = 0;
  const lines = createInterface({ input });
  lines.on('line', async (line) => {
    const request = readRequest(line);
    // Nobody but our own store writes here; what isn't a question has no one who waits for its answer.
    if (!request) return;
    running += 1;
    const said = await answer(request, () => {
      keytar ??= load();
      return keytar;
    });
    running -= 1;
    output.write(toLine(said));
  });
  // The process that asked is gone, with or without a word. A call that hangs must not outlive it.
  lines.on('close', () => {
    if (running > 0) setTimeout(endNow, graceMs).unref();
  });
  output.on('error', endNow);
}

const endNow = (): void => void process.kill(process.pid, 'SIGKILL');

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
    return { id, kind: 'done', secret };
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
      // Asked once more: it may have been locked at the first question and open at the proof.
      return (await keytar.getPassword(service, account)) ?? undefined;
    }
    case 'list': {
      // A locked keychain answers that it has none.
      await proveOpen(keytar, service);
      const found = await keytar.findCredentials(service);
      return JSON.stringify(found.map((one) => one.account));
    }
    case 'delete': {
      if (await keytar.deletePassword(service, account)) return undefined;
      await proveOpen(keytar, service);
      await keytar.deletePassword(service, account);
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

/** One line. keytar passes on the words of the system, which never quote a secret. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';
