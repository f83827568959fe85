import type { Command } from 'commander';
import type { Companion } from '../../core/companion.ts';
import type { UnreadableState } from '../../core/files/state-files.ts';
import { keysPage } from '../../core/keys/left-behind.ts';
import type { AccountView } from '../../shared/account.ts';
import { type ClientId, clientIds, clientNames } from '../../shared/clients.ts';
import type { ConnectionCondition, ConnectView } from '../../shared/connect-view.ts';
import { needsNewKey } from '../../shared/connection-condition.ts';
import type { Failure } from '../../shared/failure.ts';
import type { MayLive } from '../../shared/may-live.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { OpenRevocation } from '../../shared/revocations.ts';
import type { WatchFinding } from '../../shared/watch.ts';
import { connectionSentence } from '../../shared/wording/connection.ts';
import { mayLiveWords, tellsOfKeys, unknownWithout } from '../../shared/wording/state-files.ts';
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
  /** What was asked to be revoked and isn't for certain, whoever asked; absent when there is none. */
  readonly openRevocations?: readonly OpenRevocation[];
  /** Own files that can't be read, so what they hold isn't known; absent when there is none. */
  readonly unread?: readonly UnreadableState[];
  /** What was found again of what they told: our entries by program, and keys that may live on, by name. */
  readonly foundAgain?: { readonly entries: readonly FoundAs[]; readonly mayLive: readonly MayLive[] };
  /** Convene could not be asked; this is what the computer remembers. */
  readonly stale?: Failure;
}

interface FoundAs {
  readonly client: ClientId;
  readonly path: string;
  readonly keyName: string;
  readonly market: string;
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
  const { open: openRevocations } = await companion.revocations.look();
  const unread = await companion.unreadable();
  return ok({
    account,
    connections: unread.some(({ name }) => isAboutConnections(name)) ? [] : connections,
    findings,
    ...(unread.length > 0 ? { unread } : {}),
    ...(unread.some(({ name }) => tellsOfKeys(name)) ? { foundAgain: await findAgain(companion) } : {}),
    ...(openRevocations.length > 0 ? { openRevocations } : {}),
    ...(asked.ok ? {} : { stale: asked.error }),
  });
}

async function findAgain({ foundAgain }: Companion): Promise<NonNullable<Status['foundAgain']>> {
  const entries = await foundAgain.entries();
  return {
    entries: entries.map(({ client, path, secret: { keyName, organizationName } }) => ({
      client,
      path,
      keyName,
      market: organizationName,
    })),
    mayLive: await foundAgain.mayLive(),
  };
}

const foundLines = (
  { entries, mayLive }: NonNullable<Status['foundAgain']>,
  account: AccountView,
): string[] => [
  ...entries.map(
    ({ client, path, keyName, market }) =>
      `! Found again: ${clientNames[client]} starts our program, with the key “${keyName}” of ${market}. Its settings are ${path}.`,
  ),
  `! ${mayLiveWords(mayLive, 'server' in account ? keysPage(account.server.address) : undefined)}`,
];

const statusLines = ({
  account,
  connections,
  findings,
  openRevocations = [],
  unread = [],
  foundAgain,
}: Status): string[] => [
  ...accountSummary(account),
  ...unread.map(
    ({ name, failure }) =>
      `! ${name} can’t be read, so it isn’t known ${unknownWithout(name)}. ${failureLines(failure).join(' ')}`,
  ),
  ...(foundAgain ? foundLines(foundAgain, account) : []),
  ...openRevocations.map((one) => openRevocationLine(one, new Date())),
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
  name === 'connections.json' || /^operations(?:$|\/(?:dis)?connect)/.test(name);

function statusOfStatus({ account, openRevocations, stale, unread }: Status): number {
  if (unread) return exitStatus.failed;
  if (openRevocations) return exitStatus.notConfirmed;
  if (stale) return statusOf(stale.code);
  return account.state === 'signed-out' ? exitStatus.notAllowed : exitStatus.done;
}
