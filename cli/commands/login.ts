import type { Command } from 'commander';
import type { AccountView } from '../../shared/account.ts';
import { type FailureCode, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { timeText } from '../../shared/wording/dates.ts';
import { accountSummary } from '../account-summary.ts';
import { report, say } from '../output.ts';
import { takeUpRevocations } from '../take-up.ts';
import type { Run, Terminal } from '../terminal.ts';
import { failureLines, wrongUse } from '../words.ts';

export function loginCommand(program: Command, run: Run): void {
  program
    .command('login')
    .description('sign in with your browser, or with a key that you paste')
    .option('--key', 'paste a key instead; it is asked for, or read from standard input')
    .action(({ key = false }: { key?: boolean }) =>
      run(async (terminal, json) => {
        const entered = await enter(terminal, key);
        if (entered.ok && entered.value.state === 'signed-in') await takeUpRevocations(terminal);
        return report(terminal, json, entered, accountSummary);
      }),
    );
}

/** A session that stands is kept: a second one would leave the first alive on the server, known to nobody. */
async function enter(terminal: Terminal, withKey: boolean): Promise<Result<AccountView>> {
  const { account } = terminal.companion;
  const now = await account.refresh();
  if (!now.ok) return now;
  if (now.value.state === 'blocked') return failed(now.value.failure);
  if (now.value.state === 'signed-in')
    return withKey ? failed(wrongUse(`${now.value.person.name} is signed in. Run logout first.`)) : now;
  // Nobody should approve in the browser, or look for a key, only to hear that there is no place for it.
  const held = await account.pastedKey();
  if (!held.ok && noKeychain.has(held.error.code)) return held;
  return withKey ? pasteKey(terminal) : signIn(terminal);
}

const noKeychain: ReadonlySet<FailureCode> = new Set([
  'keychain-locked',
  'keychain-silent',
  'keychain-asks',
  'keychain-no-bus',
  'keychain-no-service',
  'keychain-library-missing',
]);

async function pasteKey({ companion, secret }: Terminal): Promise<Result<AccountView>> {
  const token = await secret('Paste the key (it is not shown)');
  return token === undefined ? failed(failure('sign-in-cancelled')) : companion.account.pasteKey(token);
}

async function signIn(terminal: Terminal): Promise<Result<AccountView>> {
  const { account } = terminal.companion;
  const begun = await account.signIn('convene');
  if (!begun.ok) return begun;
  // Before it is said that Ctrl-C stops.
  const settled = terminal.unlessStopped(account.settled());
  if (begun.value.state === 'waiting') invite(terminal, begun.value);
  const silence = account.onChange((view) => {
    if (view.state === 'waiting' && view.trouble)
      say(terminal, `${failureLines(view.trouble)[0]} Still waiting.`);
  });
  const end = await settled;
  silence();
  if (end === 'stopped') {
    account.cancel();
    await account.settled();
    return failed(failure('sign-in-cancelled'));
  }
  const now = account.view();
  if (now.state === 'signed-in') return ok(now);
  return failed('failure' in now && now.failure ? now.failure : failure('sign-in-cancelled'));
}

type Waiting = Extract<AccountView, { state: 'waiting' }>;

function invite(terminal: Terminal, { userCode, verificationAddress, expiresAt }: Waiting): void {
  say(terminal, `Open ${verificationAddress}`);
  say(terminal, `and approve there if it shows the code ${userCode}.`);
  say(terminal, `Waiting until ${timeText(new Date(expiresAt))}. Ctrl-C stops.`);
}
