import type { Command } from 'commander';
import { failure } from '../../shared/failure.ts';
import { keyAge } from '../../shared/keys/key-age.ts';
import type { KeysView, KeyView, RevokeOutcome } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { exitStatus } from '../exit-status.ts';
import { failureLines, report } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';

type Listed = Extract<KeysView, { state: 'listed' }>;

export function keyCommands(program: Command, run: Run): void {
  const keys = program.command('keys').description('the keys of your organization');

  keys
    .command('list')
    .description('every key, with its age')
    .option('--all', 'revoked ones too')
    .action((options: { all?: boolean }) =>
      run(async (terminal, json) => {
        const listed = await list(terminal);
        const shown: Result<Listed> = listed.ok
          ? ok({ ...listed.value, keys: listed.value.keys.filter((key) => options.all || !key.revokedAt) })
          : listed;
        return report(terminal, json, shown, ({ keys: found, stale }) => [
          ...(stale ? [`Not up to date. ${failureLines(stale).join(' ')}`] : []),
          ...(found.length === 0 ? ['There are no keys.'] : found.map((key) => keyLine(key, new Date()))),
        ]);
      }),
    );

  keys
    .command('create')
    .description('make a key for an assistant; its token is shown this once')
    .argument('<assistant>', 'who will use it, for example ChatGPT')
    .option('--device <name>', 'on which device; this one unless said otherwise')
    .action((assistant: string, options: { device?: string }) =>
      run(async (terminal, json) => {
        const { companion } = terminal;
        const created = await companion.keys.create(assistant, options.device ?? companion.deviceName);
        return report(terminal, json, created, ({ name, token }) => [
          `“${name}” is made. Copy its token now, it is not shown again:`,
          token,
        ]);
      }),
    );

  keys
    .command('revoke')
    .description('end a key at once, and prove it')
    .argument('<key>', 'its name, its id, or the four characters it ends in')
    .option('--yes', "don't ask")
    .action((which: string, options: { yes?: boolean }) =>
      run(async (terminal, json) => {
        const revoked = await revoke(terminal, which, options.yes ?? false);
        return report(terminal, json, revoked, outcomeLines, ({ result }) =>
          result === 'revoked' ? exitStatus.done : exitStatus.notConfirmed,
        );
      }),
    );
}

async function list({ companion }: Terminal): Promise<Result<Listed>> {
  const view = await companion.keys.refresh();
  if (view.state === 'listed') return ok(view);
  return failed(view.state === 'unavailable' ? view.failure : failure('internal'));
}

async function revoke(terminal: Terminal, which: string, sure: boolean): Promise<Result<RevokeOutcome>> {
  const listed = await list(terminal);
  if (!listed.ok) return listed;
  const hint = `…${which.replace(/^…/, '')}`;
  const fitting = listed.value.keys.filter(
    ({ id, name, tokenHint }) => id === which || name === which || tokenHint === hint,
  );
  const live = fitting.filter((key) => !key.revokedAt);
  const key = live.length > 0 ? live[0] : fitting[0];
  if (!key) return failed(failure('not-found', { name: which }));
  if (live.length > 1) return failed(failure('bad-input', { name: which, detail: 'several keys fit' }));
  const question = `Revoke “${key.name}” (${key.tokenHint})? It stops working at once and can’t be brought back.`;
  if (!sure && !(await terminal.confirm(question))) return failed(failure('nothing-to-do'));
  return terminal.companion.keys.revoke(key.id);
}

function outcomeLines(outcome: RevokeOutcome): string[] {
  switch (outcome.result) {
    case 'revoked':
      return outcome.proof.kind === 'refused'
        ? [
            `Revoked at ${outcome.proof.revokedAt}.`,
            `The old key was tried once more and refused by Convene at ${outcome.proof.testedAt}.`,
          ]
        : [
            `Revoked at ${outcome.proof.revokedAt}.`,
            'Convene confirmed it. We hold no copy, so we couldn’t test it.',
          ];
    case 'not-confirmed':
      return ['Not revoked yet. Treat this key as live.', ...failureLines(outcome.failure)];
    case 'still-accepted':
      return [
        `Convene says revoked at ${outcome.revokedAt}, but still accepted the key at ${outcome.testedAt}.`,
        'Treat this key as live and write to hello@convene.markets.',
      ];
  }
}

function keyLine(key: KeyView, now: Date): string {
  const state = key.revokedAt
    ? `revoked ${key.revokedAt.slice(0, 10)}`
    : ageWords(new Date(key.createdAt), now);
  return [
    key.name,
    key.tokenHint,
    key.createdBy.name,
    state,
    ...(key.revocationNotConfirmed ? ['NOT REVOKED YET'] : []),
  ].join('  ');
}

function ageWords(createdAt: Date, now: Date): string {
  const { stage, daysLeft, ageDays } = keyAge(createdAt, now);
  const due =
    daysLeft > 0 ? `due in ${daysLeft} days` : daysLeft === 0 ? 'due today' : `due ${-daysLeft} days ago`;
  return `${ageDays} days old, ${stage === 'overdue' ? 'overdue, ' : ''}${due}`;
}
