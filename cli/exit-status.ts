import type { FailureCode } from '../shared/failure.ts';

interface Row {
  readonly status: number;
  /** For `--help` and `docs/command-line.md`, which a test compares. */
  readonly words: string;
  /** The failures that end a command so; every other one ends it with `failed`. */
  readonly codes?: readonly FailureCode[];
}

/** What the shell is told. */
const table = {
  done: { status: 0, words: 'done' },
  failed: { status: 1, words: 'failed; from scan: keys were found that may work' },
  wrongUse: {
    status: 2,
    words:
      'wrong use: an unknown command, option, program, key or copy, or something that isn’t a key; nothing was done',
    codes: ['bad-input', 'not-a-key', 'device-name-taken'],
  },
  notAllowed: {
    status: 3,
    words: 'not signed in, or not allowed',
    codes: [
      'signed-out',
      'not-allowed',
      'refused',
      'sign-in-denied',
      'sign-in-expired',
      'sign-in-cancelled',
      'sign-in-not-offered',
    ],
  },
  noConnection: {
    status: 4,
    words:
      'Convene couldn’t be reached or gave no clear answer; what is shown is what this computer remembers',
    codes: [
      'offline',
      'timed-out',
      'server-error',
      'unexpected-answer',
      'certificate-untrusted',
      'proxy-password',
    ],
  },
  notConfirmed: {
    status: 5,
    words: 'not confirmed: treat what should have ended as still working',
    codes: ['revocation-unconfirmed', 'revoked-key-accepted'],
  },
  needsYou: {
    status: 6,
    words:
      'waits for you: quit or start Claude, unlock the keychain, choose a file, or agree where there is no terminal to ask on',
    codes: [
      'claude-running',
      'claude-not-running',
      'claude-not-restarted',
      'claude-did-not-quit',
      'claude-did-not-start',
      'config-ambiguous',
      'consent-needed',
      'keychain-locked',
      'keychain-asks',
    ],
  },
  due: { status: 7, words: 'keys are due (only from due)' },
  notRead: {
    status: 8,
    words: 'something couldn’t be looked at (only from scan and doctor): nothing is known of it',
  },
} as const satisfies Record<string, Row>;

type ExitName = keyof typeof table;
const rows = Object.entries(table) as [ExitName, Row][];

export const exitStatus = Object.fromEntries(rows.map(([name, { status }]) => [name, status])) as Readonly<
  Record<ExitName, number>
>;

export const statusOf = (code: FailureCode): number =>
  rows.find(([, { codes }]) => codes?.includes(code))?.[1].status ?? exitStatus.failed;

/** For `--help`, in the order of the numbers. */
export const exitStatusWords: readonly string[] = rows.map(([, { words }]) => words);
