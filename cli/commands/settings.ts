import type { Command } from 'commander';
import { type ClientId, clientIds, clientNames } from '../../shared/clients.ts';
import type { ClientView } from '../../shared/connect-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Backup, SettingsDiff, SettingsHistory } from '../../shared/settings.ts';
import { formatMoment } from '../../shared/wording/dates.ts';
import { changeWords, repairWords } from '../../shared/wording/settings.ts';
import { agreeTo } from '../agree.ts';
import { diffLines } from '../diff-lines.ts';
import { report, say } from '../output.ts';
import { placeLines } from '../place-lines.ts';
import { table } from '../table.ts';
import type { Run, Terminal } from '../terminal.ts';
import { clientArgument, clientOf } from '../which-client.ts';
import { wrongUse } from '../words.ts';

interface Sure {
  readonly yes?: boolean;
}
const unasked = ['--yes', "don't ask; needed where there is no terminal"] as const;

/** What a person does with a program's settings file besides connecting. */
export function settingsCommands(program: Command, run: Run): void {
  lookingCommands(program, run);
  earlierCommands(program, run);
}

/** Which programs, and which file of each. */
function lookingCommands(program: Command, run: Run): void {
  program
    .command('clients')
    .description('the programs that can be connected, those found here first')
    .action(() =>
      run(async (terminal, json) =>
        report(terminal, json, await allClients(terminal), ({ clients }) =>
          table(
            clients.map(({ client, installed, state }) => [
              client,
              clientNames[client],
              installed ? 'found' : 'not found',
              state.replace('-', ' '),
            ]),
          ),
        ),
      ),
    );

  program
    .command('settings')
    .description('which settings file of a program is used, and why')
    .addArgument(clientArgument())
    .option(
      '--repair',
      'put right what keeps the program from reading it, where that is certain: a mark, comments, trailing commas, an empty file',
    )
    .option(...unasked)
    .action((named: string, { repair = false, yes = false }: Sure & { repair?: boolean }) =>
      run(async (terminal, json) => {
        const client = clientOf(named);
        if (repair) return report(terminal, json, await repairFile(terminal, client, yes), doneLines);
        return report(terminal, json, await terminal.companion.settings.places(client), placeLines);
      }),
    );
}

async function allClients({ companion }: Terminal): Promise<Result<{ clients: readonly ClientView[] }>> {
  const all = await companion.clients();
  return all.ok ? ok({ clients: all.value }) : all;
}

/** What was there before, and how it comes back. */
function earlierCommands(program: Command, run: Run): void {
  program
    .command('history')
    .description('earlier copies of a program’s settings file, newest first')
    .addArgument(clientArgument())
    .action((named: string) =>
      run(async (terminal, json) =>
        report(terminal, json, await terminal.companion.settings.history(clientOf(named)), historyLines),
      ),
    );

  program
    .command('restore')
    .description('bring an earlier copy of a settings file back, after showing what would change')
    .argument('<copy>', 'its number in history, or its id')
    .addArgument(clientArgument())
    .option(...unasked)
    .action((copy: string, named: string, { yes = false }: Sure) =>
      run(async (terminal, json) =>
        report(terminal, json, await restore(terminal, clientOf(named), copy, yes), doneLines),
      ),
    );

  program
    .command('undo')
    .description('take back our last change to a settings file, after showing what would change')
    .addArgument(clientArgument())
    .option(...unasked)
    .action((named: string, { yes = false }: Sure) =>
      run(async (terminal, json) =>
        report(terminal, json, await undo(terminal, clientOf(named), yes), doneLines),
      ),
    );
}

async function repairFile(
  terminal: Terminal,
  client: ClientId,
  yes: boolean,
): Promise<Result<SettingsHistory>> {
  const { settings } = terminal.companion;
  const preview = await settings.previewRepair(client);
  if (!preview.ok) return preview;
  say(terminal, `We would ${repairWords(preview.value.changes)}. The original is kept.`);
  const agreed = await showAndAgree(terminal, preview.value.diff, 'Repair it?', yes);
  return agreed.ok ? settings.repair(client, { fingerprint: preview.value.diff.fingerprint }) : agreed;
}

async function restore(
  terminal: Terminal,
  client: ClientId,
  copy: string,
  yes: boolean,
): Promise<Result<SettingsHistory>> {
  if (clientIds.some((one) => one === copy))
    return failed(wrongUse(`Which copy? restore <number> ${copy}: history ${copy} lists them.`));
  const { settings } = terminal.companion;
  const history = await settings.history(client);
  if (!history.ok) return history;
  const chosen = pick(history.value.backups, copy);
  if (!chosen)
    return failed(wrongUse(`There is no copy “${copy}”. history ${client} lists them.`, { name: copy }));
  if (chosen.isCurrent) return failed({ code: 'nothing-to-do', detail: 'The file holds just this already.' });
  const diff = await settings.previewRestore(client, chosen.id);
  if (!diff.ok) return diff;
  const agreed = await showAndAgree(terminal, diff.value, 'Restore this copy?', yes);
  return agreed.ok ? settings.restore(client, chosen.id, { fingerprint: diff.value.fingerprint }) : agreed;
}

async function undo(terminal: Terminal, client: ClientId, yes: boolean): Promise<Result<SettingsHistory>> {
  const { settings } = terminal.companion;
  const diff = await settings.previewUndo(client);
  if (!diff.ok) return diff;
  const agreed = await showAndAgree(terminal, diff.value, 'Undo our last change?', yes);
  return agreed.ok ? settings.undo(client, { fingerprint: diff.value.fingerprint }) : agreed;
}

async function showAndAgree(
  terminal: Terminal,
  diff: SettingsDiff,
  question: string,
  sure: boolean,
): Promise<Result<void>> {
  for (const line of diffLines(diff)) say(terminal, line);
  return agreeTo(terminal, { question, sure, how: 'Add --yes to do it unasked.' });
}

const pick = (backups: readonly Backup[], copy: string): Backup | undefined =>
  backups.find(({ id }) => id === copy) ?? (/^[1-9]\d?$/.test(copy) ? backups[Number(copy) - 1] : undefined);

function historyLines({ path, backups }: SettingsHistory): string[] {
  if (backups.length === 0) return [`There is no earlier copy of ${path}.`];
  return [
    path,
    ...table(
      backups.map(({ takenAt, before, bytes, isCurrent }, at) => [
        String(at + 1).padStart(3),
        formatMoment(new Date(takenAt), new Date()),
        `before ${changeWords(before)}`,
        `${bytes} bytes`,
        isCurrent ? 'what the file holds now' : '',
      ]),
    ),
  ];
}

const doneLines = ({ path }: SettingsHistory): string[] => [`Done: ${path}`];
