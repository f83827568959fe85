import type { Command } from 'commander';
import type { UnreadableState } from '../../core/files/state-files.ts';
import type { OpenRevocationView } from '../../core/keys/left-behind.ts';
import type { AccountView } from '../../shared/account.ts';
import { clientIds, clientNames } from '../../shared/clients.ts';
import type { ConnectionCondition, ConnectView } from '../../shared/connect-view.ts';
import { needsNewKey } from '../../shared/connection-condition.ts';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { WatchFinding } from '../../shared/watch.ts';
import { connectionSentence } from '../../shared/wording/connection.ts';
import { unknownWithout } from '../../shared/wording/state-files.ts';
import { watchLine } from '../../shared/wording/watch.ts';
import { accountSummary } from '../account-summary.ts';
import { askConnections } from '../ask-connections.ts';
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
  /** Own files that can't be read, so what they hold isn't known; absent when there is none. */
  readonly unread?: readonly UnreadableState[];
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
  await askConnections(companion);
  const connections = clientIds
    .map((client) => companion.connector(client).view())
    .filter(({ client, state }) => client === 'claude-desktop' || state !== 'not-connected');
  const { findings } = await companion.watch.check();
  const openRevocations = await companion.openRevocations();
  const unread = await companion.unreadable();
  return ok({
    account,
    connections: unread.some(({ name }) => isAboutConnections(name)) ? [] : connections,
    findings,
    ...(unread.length > 0 ? { unread } : {}),
    ...(openRevocations.length > 0 ? { openRevocations } : {}),
    ...(asked.ok ? {} : { stale: asked.error }),
  });
}

const statusLines = ({
  account,
  connections,
  findings,
  openRevocations = [],
  unread = [],
}: Status): string[] => [
  ...accountSummary(account),
  ...unread.map(
    ({ name, failure }) =>
      `! ${name} can’t be read, so it isn’t known ${unknownWithout(name)}. ${failureLines(failure).join(' ')}`,
  ),
  ...openRevocations.map((one) => openRevocationLine(one, emailOf(account))),
  ...connections.map(connectionLine),
  ...findings.map((finding) => `! ${watchLine(finding, conditionOf(connections, finding))}`),
];

const conditionOf = (
  connections: readonly ConnectView[],
  { connectionId }: WatchFinding,
): ConnectionCondition | undefined =>
  connections.flatMap((view) =>
    view.state === 'connected' && view.connection.id === connectionId ? [view.condition] : [],
  )[0];

const emailOf = (account: AccountView): string | undefined =>
  account.state === 'signed-in' ? account.person.email : undefined;

function connectionLine(view: ConnectView): string {
  const name = clientNames[view.client];
  switch (view.state) {
    case 'unknown':
      return `It isn’t known whether ${name} is connected. ${failureLines(view.failure).join(' ')}`;
    case 'connected':
      if (view.condition.kind !== 'works')
        return `! ${connectionSentence(view, new Date())}${needsNewKey(view.condition) ? ` Run: convene-companion connect ${view.client}` : ''}`;
      return `${name} is connected to ${view.connection.organizationName} with the key “${view.connection.keyName}” (${view.connection.tokenHint}).`;
    case 'connecting':
      return `Connecting ${name} has begun: connect goes on, disconnect takes it back.`;
    case 'not-connected':
      return `${name} is not connected.`;
  }
}

/** Without it, nothing is known of what is connected: "not connected" would be a guess. */
const isAboutConnections = (name: string): boolean =>
  name === 'connections.json' || name.startsWith('operations/connect');

function statusOfStatus({ account, stale, unread }: Status): number {
  if (unread) return exitStatus.failed;
  if (stale) return statusOf(stale.code);
  return account.state === 'signed-out' ? exitStatus.notAllowed : exitStatus.done;
}
