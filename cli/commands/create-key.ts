import type { Command } from 'commander';
import { failureTraits } from '../../shared/failure-traits.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type Due, dueOf } from '../due-keys.ts';
import { keyTerms } from '../key-terms.ts';
import { report, say } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { wrongUse } from '../words.ts';

export function createCommand(keys: Command, run: Run): void {
  keys
    .command('create')
    .description('make a key for an assistant; its token is shown this once')
    .argument('<assistant>', 'who will use it, for example ChatGPT')
    .option('--device <name>', 'on which device; this one unless said otherwise')
    .action((assistant: string, { device }: { device?: string }) =>
      run(async (terminal, json) => {
        const { companion } = terminal;
        const created =
          assistant.trim() === ''
            ? failed(wrongUse('Say which assistant will use the key, for example ChatGPT.'))
            : await create(companion, assistant, device ?? companion.deviceName.current());
        if (created.ok && !json)
          say(terminal, `“${created.value.name}” is made. Copy its token now, it is not shown again:`);
        const status = report(terminal, json, created, ({ token }) => [token]);
        if (!created.ok && failureTraits(created.error.code).outcomeUnknown && !json)
          say(terminal, 'The key may have been made all the same: look with keys list, and revoke it there.');
        return status;
      }),
    );
}

interface NewKey extends Due {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly tokenHint: string;
  readonly createdAt: string;
}

async function create(
  companion: Terminal['companion'],
  assistant: string,
  device: string,
): Promise<Result<NewKey>> {
  const who = companion.account.signedIn();
  const created = await companion.keys.create(assistant, device);
  if (!created.ok) return created;
  const { id, name, token, token_hint: tokenHint, created_at: createdAt } = created.value;
  const termOf = await keyTerms(companion, who.ok ? who.value.organization.id : '');
  return ok({ id, name, token, tokenHint, createdAt, ...dueOf({ id, createdAt, revokedAt: null }, termOf) });
}
