import type { Command } from 'commander';
import type { AccountView } from '../../shared/account.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Run, Terminal } from '../command-line.ts';
import { exitStatus } from '../exit-status.ts';
import { report } from '../output.ts';

export function sessionCommands(program: Command, run: Run): void {
  program
    .command('login')
    .description('sign in with your browser, or with a key that you paste')
    .option('--key', 'paste a key instead; it is asked for, or read from standard input')
    .action((options: { key?: boolean }) =>
      run(async (terminal, json) => {
        const entered = options.key ? await withKey(terminal) : await withBrowser(terminal);
        return report(terminal, json, entered, standing);
      }),
    );

  program
    .command('logout')
    .description('disconnect what was connected here, end the session, and forget everything')
    .action(() =>
      run(async (terminal, json) => {
        const left = await terminal.companion.signOut();
        const kind = { session: 'the session of', key: 'the key', entry: 'the entry' } as const;
        return report(
          terminal,
          json,
          ok(left),
          ({ leftBehind }) =>
            leftBehind.length === 0
              ? ['Signed out. Nothing stays behind on this computer.']
              : [
                  'Signed out here, but not everything could be undone:',
                  ...leftBehind.map(({ what, name }) => `  ${kind[what]} ${name}`),
                ],
          ({ leftBehind }) => (leftBehind.length === 0 ? exitStatus.done : exitStatus.notConfirmed),
        );
      }),
    );

  program
    .command('status')
    .description('who is signed in, and what is connected')
    .action(() =>
      run(async (terminal, json) => {
        const { account, connect } = terminal.companion;
        const now = account.view();
        const connection = connect.view();
        const value = { account: now, connection };
        return report(
          terminal,
          json,
          now.state === 'blocked' ? failed(now.failure) : ok(value),
          () => [
            ...standing(now),
            connection.state === 'connected'
              ? `Claude Desktop is connected with the key “${connection.connection.keyName}”.`
              : connection.state === 'connecting'
                ? 'Connecting Claude Desktop has begun and waits: run connect to go on.'
                : 'Claude Desktop is not connected.',
          ],
          () => (now.state === 'signed-out' ? exitStatus.notAllowed : exitStatus.done),
        );
      }),
    );
}

async function withBrowser({ companion, err }: Terminal): Promise<Result<AccountView>> {
  const begun = await companion.account.signIn('convene');
  if (!begun.ok) return begun;
  if (begun.value.state === 'waiting') {
    err(
      `Open ${begun.value.verificationAddress}\nand approve if it shows the code ${begun.value.userCode}. Waiting.\n`,
    );
  }
  await companion.account.settled();
  const now = companion.account.view();
  return now.state === 'signed-in'
    ? ok(now)
    : failed('failure' in now && now.failure ? now.failure : failure('signed-out'));
}

async function withKey({ companion, secret }: Terminal): Promise<Result<AccountView>> {
  const token = await secret('Paste the key (it is not shown)');
  return token === undefined ? failed(failure('sign-in-cancelled')) : companion.account.pasteKey(token);
}

function standing(view: AccountView): string[] {
  if (view.state === 'signed-in') {
    const organization = view.organizations.find(({ id }) => id === view.organizationId);
    return [
      `Signed in as ${view.person.name} (${view.person.email}), for ${organization?.name ?? 'no market'}.`,
    ];
  }
  if (view.state === 'pasted-key')
    return [`Working with the pasted key ${view.tokenHint} of ${view.organization.name}.`];
  return ['Nobody is signed in. Run login.'];
}
