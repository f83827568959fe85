import type { Command } from 'commander';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { ok, type Result } from '../../shared/result.ts';
import { asOfText } from '../../shared/wording/dates.ts';
import { type KeyList, keyList } from '../due-keys.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { keyTable } from '../key-table.ts';
import { keyTerms } from '../key-terms.ts';
import { listKeys } from '../list-keys.ts';
import { report, say } from '../output.ts';
import type { Run } from '../terminal.ts';
import { failureLines } from '../words.ts';
import { createCommand } from './create-key.ts';
import { replaceCommand } from './replace-key.ts';
import { revokeCommand } from './revoke-key.ts';

export function keyCommands(program: Command, run: Run): void {
  const keys = program.command('keys').description('the keys of your organization');
  listCommand(keys, run);
  createCommand(keys, run);
  replaceCommand(keys, run);
  revokeCommand(keys, run);
}

function listCommand(keys: Command, run: Run): void {
  keys
    .command('list')
    .description('every working key, with its age')
    .option('--all', 'revoked ones too')
    .action(({ all = false }: { all?: boolean }) =>
      run(async (terminal, json) => {
        const listed = await listKeys(terminal.companion);
        const termOf = await keyTerms(terminal.companion, listed.ok ? listed.value.organizationId : '');
        const shown: Result<KeyList> = listed.ok
          ? ok(
              keyList(
                { ...listed.value, keys: sorted(listed.value.keys.filter((key) => all || isLive(key))) },
                termOf,
              ),
            )
          : listed;
        if (shown.ok && shown.value.stale && !json) {
          const asOf = asOfText(new Date(shown.value.asOf), new Date());
          say(terminal, `The list as it was at ${asOf}. ${failureLines(shown.value.stale).join(' ')}`);
        }
        return report(
          terminal,
          json,
          shown,
          ({ keys: found }) => keyTable(found, new Date(), termOf),
          ({ stale }) => (stale ? statusOf(stale.code) : exitStatus.done),
        );
      }),
    );
}

const isLive = (key: KeyView): boolean => !key.revokedAt || key.revocationNotConfirmed;

/** What this computer holds comes first, as in the window. */
const sorted = (keys: readonly KeyView[]): KeyView[] =>
  [...keys].sort((one, other) => Number(other.heldHere) - Number(one.heldHere));
