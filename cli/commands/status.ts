import type { Command } from 'commander';
import type { AccountView } from '../../shared/account.ts';
import type { ConnectView } from '../../shared/connect-view.ts';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { report, say } from '../output.ts';
import { standing } from '../standing.ts';
import type { Run, Terminal } from '../terminal.ts';
import { failureLines } from '../words.ts';

interface Status {
  readonly account: AccountView;
  readonly connection: ConnectView;
  /** Convene could not be asked; this is what the computer remembers. */
  readonly stale?: Failure;
}

export function statusCommand(program: Command, run: Run): void {
  program
    .command('status')
    .description('who is signed in, and what is connected')
    .action(() =>
      run(async (terminal, json) => {
        const found = await look(terminal);
        if (found.ok && found.value.stale && !json)
          say(terminal, `Not up to date. ${failureLines(found.value.stale).join(' ')}`);
        return report(terminal, json, found, statusLines, statusOfStatus);
      }),
    );
}

async function look({ companion }: Terminal): Promise<Result<Status>> {
  const asked = await companion.account.refresh();
  const account = companion.account.view();
  if (account.state === 'blocked') return failed(account.failure);
  return ok({ account, connection: companion.connect.view(), ...(asked.ok ? {} : { stale: asked.error }) });
}

const statusLines = ({ account, connection }: Status): string[] => [
  ...standing(account),
  connectionLine(connection),
];

function connectionLine(view: ConnectView): string {
  switch (view.state) {
    case 'connected':
      return `Claude Desktop is connected to ${view.connection.organizationName} with the key “${view.connection.keyName}” (${view.connection.tokenHint}).`;
    case 'connecting':
      return 'Connecting Claude Desktop has begun: connect goes on, disconnect takes it back.';
    case 'not-connected':
      return 'Claude Desktop is not connected.';
  }
}

function statusOfStatus({ account, stale }: Status): number {
  if (stale) return statusOf(stale.code);
  return account.state === 'signed-out' ? exitStatus.notAllowed : exitStatus.done;
}
