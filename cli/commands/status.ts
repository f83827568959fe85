import type { Command } from 'commander';
import type { OpenRevocationView } from '../../core/keys/left-behind.ts';
import type { AccountView } from '../../shared/account.ts';
import { clientIds, clientNames } from '../../shared/clients.ts';
import type { ConnectView } from '../../shared/connect-view.ts';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { WatchFinding } from '../../shared/watch.ts';
import { watchLine } from '../../shared/wording/watch.ts';
import { accountSummary } from '../account-summary.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { openRevocationLine } from '../open-revocation-line.ts';
import { report, say } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { failureLines } from '../words.ts';

interface Status {
  readonly account: AccountView;
  /** What is connected or begun; Claude Desktop always. */
  readonly connections: readonly ConnectView[];
  /** What became of the entries in the programs' settings. */
  readonly findings: readonly WatchFinding[];
  /** Revocations that were asked for and not confirmed; absent when there is none. */
  readonly openRevocations?: readonly OpenRevocationView[];
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
  const connections = clientIds
    .map((client) => companion.connector(client).view())
    .filter(({ client, state }) => client === 'claude-desktop' || state !== 'not-connected');
  const { findings } = await companion.watch.check();
  const openRevocations = await companion.openRevocations();
  return ok({
    account,
    connections,
    findings,
    ...(openRevocations.length > 0 ? { openRevocations } : {}),
    ...(asked.ok ? {} : { stale: asked.error }),
  });
}

const statusLines = ({ account, connections, findings, openRevocations = [] }: Status): string[] => [
  ...accountSummary(account),
  ...openRevocations.map((one) => openRevocationLine(one, emailOf(account))),
  ...connections.map(connectionLine),
  ...findings.map((finding) => `! ${watchLine(finding)}`),
];

const emailOf = (account: AccountView): string | undefined =>
  account.state === 'signed-in' ? account.person.email : undefined;

function connectionLine(view: ConnectView): string {
  const name = clientNames[view.client];
  switch (view.state) {
    case 'connected':
      return `${name} is connected to ${view.connection.organizationName} with the key “${view.connection.keyName}” (${view.connection.tokenHint}).`;
    case 'connecting':
      return `Connecting ${name} has begun: connect goes on, disconnect takes it back.`;
    case 'not-connected':
      return `${name} is not connected.`;
  }
}

function statusOfStatus({ account, stale }: Status): number {
  if (stale) return statusOf(stale.code);
  return account.state === 'signed-out' ? exitStatus.notAllowed : exitStatus.done;
}
