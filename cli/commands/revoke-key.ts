import type { Command } from 'commander';
import type { Proof } from '../../shared/keys/key-view.ts';
import { failed, type Result } from '../../shared/result.ts';
import { provenLines } from '../../shared/wording/revocation.ts';
import { agreeTo } from '../agree.ts';
import { listKeys } from '../list-keys.ts';
import { report } from '../output.ts';
import { pickKey } from '../pick-key.ts';
import type { Run, Terminal } from '../terminal.ts';

export function revokeCommand(keys: Command, run: Run): void {
  keys
    .command('revoke')
    .description('end a key at once, and prove it')
    .argument('<key>', 'its name, its id, or the four characters it ends in')
    .option('--yes', "don't ask; needed where there is no terminal")
    .action((which: string, { yes = false }: { yes?: boolean }) =>
      run(async (terminal, json) => {
        const revoked = await revoke(terminal, which, yes);
        return report(terminal, json, revoked, (proof) => provenLines(proof, new Date()));
      }),
    );
}

async function revoke(terminal: Terminal, which: string, sure: boolean): Promise<Result<Proof>> {
  const listed = await listKeys(terminal.companion);
  if (!listed.ok) return listed;
  const key = pickKey(listed.value.keys, which);
  if (!key.ok) return key;
  // Asking Convene once more about a key that is revoked already takes nothing from anybody.
  if (!key.value.revokedAt) {
    const { name, tokenHint } = key.value;
    const agreed = await agreeTo(terminal, {
      question: `Revoke “${name}” (${tokenHint})? It stops working at once and can’t be brought back.`,
      sure,
      how: `Add --yes to revoke “${name}” unasked.`,
      untouched: 'Nothing was revoked',
    });
    if (!agreed.ok) return failed({ ...agreed.error, name });
  }
  return terminal.companion.keys.revoke(key.value.id);
}
