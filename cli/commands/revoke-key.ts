import type { Command } from 'commander';
import { failure } from '../../shared/failure.ts';
import type { KeyView, RevokeOutcome } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { counted } from '../../shared/wording/numbers.ts';
import { exitStatus } from '../exit-status.ts';
import { listKeys } from '../list-keys.ts';
import { report } from '../output.ts';
import { outcomeLines } from '../revoke-words.ts';
import type { Run, Terminal } from '../terminal.ts';
import { wrongUse } from '../words.ts';

export function revokeCommand(keys: Command, run: Run): void {
  keys
    .command('revoke')
    .description('end a key at once, and prove it')
    .argument('<key>', 'its name, its id, or the four characters it ends in')
    .option('--yes', "don't ask; needed where there is no terminal")
    .action((which: string, { yes = false }: { yes?: boolean }) =>
      run(async (terminal, json) => {
        const revoked = await revoke(terminal, which, yes);
        return report(
          terminal,
          json,
          revoked,
          (outcome) => outcomeLines(outcome, new Date()),
          ({ result }) => (result === 'revoked' ? exitStatus.done : exitStatus.notConfirmed),
        );
      }),
    );
}

async function revoke(terminal: Terminal, which: string, sure: boolean): Promise<Result<RevokeOutcome>> {
  const listed = await listKeys(terminal.companion);
  if (!listed.ok) return listed;
  const key = pick(listed.value.keys, which);
  if (!key.ok) return key;
  // Asking Convene once more about a key that is revoked already takes nothing from anybody.
  if (!sure && !key.value.revokedAt) {
    const agreed = await agree(terminal, key.value);
    if (!agreed.ok) return agreed;
  }
  return terminal.companion.keys.revoke(key.value.id);
}

async function agree(terminal: Terminal, { name, tokenHint }: KeyView): Promise<Result<void>> {
  const answer = await terminal.confirm(
    `Revoke “${name}” (${tokenHint})? It stops working at once and can’t be brought back.`,
  );
  if (answer === 'yes') return ok(undefined);
  if (answer === 'no') return failed(failure('nothing-to-do', { name, detail: declined }));
  return failed(
    wrongUse(`Nothing was revoked: there is no terminal to ask on. Add --yes to revoke “${name}” unasked.`, {
      name,
    }),
  );
}

const declined = 'Nothing was revoked.';

/** The one working key that fits; else the one that was revoked last. An id always means one key. */
function pick(keys: readonly KeyView[], which: string): Result<KeyView> {
  const byId = keys.find(({ id }) => id === which);
  if (byId) return ok(byId);
  const hint = `…${which.replace(/^…/, '')}`;
  const fitting = keys.filter(({ name, tokenHint }) => name === which || tokenHint === hint);
  const live = fitting.filter((key) => !key.revokedAt);
  if (live.length > 1) {
    const ids = live.map(({ id, name }) => `${id} (“${name}”)`).join(', ');
    return failed(
      wrongUse(`${counted(live.length, 'key')} fit “${which}”. Say which by its id: ${ids}.`, {
        name: which,
      }),
    );
  }
  const [key] = [...live, ...fitting.sort((one, other) => revokedMs(other) - revokedMs(one))];
  return key ? ok(key) : failed(failure('not-found', { name: which }));
}

const revokedMs = ({ revokedAt }: KeyView): number => (revokedAt ? Date.parse(revokedAt) : 0);
