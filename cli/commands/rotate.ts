import type { Command } from 'commander';
import { clientIds } from '../../shared/clients.ts';
import { needsNewKey } from '../../shared/connection-condition.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { withoutRenewal } from '../../shared/keys/key-name.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Rotated } from '../../shared/rotation.ts';
import { connectionSentence } from '../../shared/wording/connection.ts';
import { formatExactTime } from '../../shared/wording/dates.ts';
import { rotateStepWords } from '../../shared/wording/rotation.ts';
import { dueOf, isDue, type KeyList, keyList } from '../due-keys.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { keyTable } from '../key-table.ts';
import { keyTerms } from '../key-terms.ts';
import { listKeys } from '../list-keys.ts';
import { report, say } from '../output.ts';
import { pickKey } from '../pick-key.ts';
import type { Run, Terminal } from '../terminal.ts';
import { failureLines, wrongUse } from '../words.ts';

export function rotateCommands(program: Command, run: Run): void {
  rotateCommand(program, run);
  dueCommand(program, run);
}

function rotateCommand(program: Command, run: Run): void {
  program
    .command('rotate')
    .description('replace a key that this computer holds by a new one, with proof; nothing stops working')
    .argument('[key]', 'its name, its id, or the four characters it ends in')
    .option('--due', 'every key held here that is due, one after another; stops at the first doubt')
    .option('--back', 'put the old key back, where a rotation stopped before it was revoked')
    .action((which: string | undefined, options: { due?: boolean; back?: boolean }) =>
      run(async (terminal, json) => {
        if (options.back) return report(terminal, json, await rollBack(terminal, which), backLines);
        const rotated = await rotateAll(terminal, which, options.due ?? false, json);
        return report(terminal, json, rotated, ({ rotated: all }) =>
          all.length === 0 ? ['No key that is held here is due.'] : all.flatMap(rotatedLines),
        );
      }),
    );
}

/** One after another; the first that stops is the answer. */
async function rotateAll(
  terminal: Terminal,
  which: string | undefined,
  due: boolean,
  json: boolean,
): Promise<Result<{ rotated: Rotated[] }>> {
  const keys = await keysMeant(terminal, which, due);
  if (!keys.ok) return keys;
  const done: Rotated[] = [];
  for (const { connectionId, name } of keys.value) {
    if (!json) say(terminal, `Replacing “${name}”…`);
    const rotated = await terminal.companion.rotations.rotate(connectionId);
    if (!rotated.ok) return rotated;
    done.push(rotated.value);
  }
  return ok({ rotated: done });
}

type Held = KeyView & { readonly connectionId: string };
const isHeld = (key: KeyView): key is Held => key.connectionId !== undefined && !key.revokedAt;

async function keysMeant(
  { companion }: Terminal,
  which: string | undefined,
  due: boolean,
): Promise<Result<readonly Held[]>> {
  const listed = await listKeys(companion);
  if (!listed.ok) return listed;
  if (listed.value.stale) return failed(listed.value.stale);
  const held = listed.value.keys.filter(isHeld);
  if (due && which === undefined) {
    const termOf = await keyTerms(companion, listed.value.organizationId);
    return ok(held.filter((key) => isDue(dueOf(key, termOf))));
  }
  if (which === undefined) return onlyKey(companion, held);
  const key = pickKey(listed.value.keys, which);
  return key.ok ? keyNamed(companion, key.value) : key;
}

async function onlyKey(
  companion: Terminal['companion'],
  held: readonly Held[],
): Promise<Result<readonly Held[]>> {
  const [only, another] = held;
  if (only && !another) return ok([only]);
  const dead = only ? undefined : await deadConnection(companion);
  return failed(
    dead ?? failure('bad-input', { detail: 'Which key? Name it, or add --due for all that are due.' }),
  );
}

async function keyNamed(companion: Terminal['companion'], key: KeyView): Promise<Result<readonly Held[]>> {
  const dead = key.revokedAt ? await deadConnection(companion, key.id) : undefined;
  if (dead) return failed(dead);
  return isHeld(key)
    ? ok([key])
    : failed(
        wrongUse(
          'This computer doesn’t hold that key. Make a new one with keys create, put it in the old one’s place, then revoke the old one.',
          { name: key.name },
        ),
      );
}

/** There is nothing to replace where the key is dead: its program is connected again. */
async function deadConnection(
  companion: Terminal['companion'],
  keyId?: string,
): Promise<Failure | undefined> {
  for (const client of clientIds) {
    await companion.connector(client).lookAgain();
    const view = companion.connector(client).view();
    if (view.state !== 'connected' || !needsNewKey(view.condition)) continue;
    if (keyId !== undefined && view.connection.keyId !== keyId) continue;
    return wrongUse(
      `${connectionSentence(view, new Date())} Connect it again: convene-companion connect ${client}`,
      { name: view.connection.keyName },
    );
  }
  return undefined;
}

const rotatedLines = ({ oldKeyName, steps, proof }: Rotated): string[] => [
  `“${oldKeyName}” is replaced.`,
  ...steps.map((step) => `  ${step.status === 'done' ? '✓' : '·'} ${rotateStepWords(step).detail}`),
  proof.kind === 'refused'
    ? `  Convene refused the old key at ${formatExactTime(new Date(proof.testedAt))}.`
    : '  Convene confirmed it. We hold no copy, so we couldn’t test it.',
];

/** The keys that stay in use, by name. */
interface Kept {
  readonly kept: readonly string[];
}

async function rollBack({ companion }: Terminal, which: string | undefined): Promise<Result<Kept>> {
  const pending = companion.rotations
    .view()
    .rotations.filter(
      ({ oldKey }) =>
        which === undefined || [oldKey.name, withoutRenewal(oldKey.name), oldKey.id].includes(which),
    );
  if (pending.length === 0) return failed(failure('nothing-to-do'));
  for (const { connectionId } of pending) {
    const back = await companion.rotations.rollBack(connectionId);
    if (!back.ok) return back;
  }
  return ok({ kept: pending.map(({ oldKey }) => oldKey.name) });
}

const backLines = ({ kept }: Kept): string[] =>
  kept.map((name) => `“${name}” stays in use, and the new key is revoked.`);

const dueList = (list: KeyList): KeyList => ({ ...list, keys: list.keys.filter(isDue) });

function dueCommand(program: Command, run: Run): void {
  program
    .command('due')
    .description('the keys that are due, for scripts: status 0 when there is none, 7 when there are some')
    .action(() =>
      run(async (terminal, json) => {
        const listed = await listKeys(terminal.companion);
        const termOf = await keyTerms(terminal.companion, listed.ok ? listed.value.organizationId : '');
        const due = listed.ok ? ok(dueList(keyList(listed.value, termOf))) : listed;
        if (due.ok && due.value.stale && !json) say(terminal, failureLines(due.value.stale).join(' '));
        return report(
          terminal,
          json,
          due,
          ({ keys }) => (keys.length === 0 ? ['No key is due.'] : keyTable(keys, new Date(), termOf)),
          ({ keys, stale }) => {
            if (keys.length > 0) return exitStatus.due;
            return stale ? statusOf(stale.code) : exitStatus.done;
          },
        );
      }),
    );
}
