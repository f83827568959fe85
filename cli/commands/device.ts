import type { Command } from 'commander';
import { ok } from '../../shared/result.ts';
import { renamedSentences, renamedTitle, renamingGoesOn } from '../../shared/wording/renaming.ts';
import { report, say } from '../output.ts';
import type { Run } from '../terminal.ts';

export function deviceCommands(program: Command, run: Run): void {
  const device = program
    .command('device')
    .description('what this computer is called in the names of its keys')
    .action(() =>
      run(async (terminal, json) => {
        const { renaming } = terminal.companion;
        return report(terminal, json, ok(renaming.view()), ({ name, renaming: under }) => [
          name,
          ...(under ? [renamingGoesOn(under.formerName)] : []),
        ]);
      }),
    );
  device
    .command('rename')
    .description('call it otherwise, with its keys and its sign-in at Convene')
    .argument('<name>', 'the new name, for example "Till by the door"')
    .action((name: string) =>
      run(async (terminal, json) => {
        const { account, renaming } = terminal.companion;
        await account.refresh();
        const renamed = await renaming.rename(name);
        const status = report(terminal, json, renamed, (done) => [
          renamedTitle(done),
          ...renamedSentences(done),
        ]);
        const under = renaming.view().renaming;
        if (!renamed.ok && under && !json) say(terminal, renamingGoesOn(under.formerName));
        return status;
      }),
    );
}
