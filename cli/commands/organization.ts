import type { Command } from 'commander';
import type { Organization } from '../../shared/account.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { report } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { wrongUse } from '../words.ts';

interface Chosen {
  readonly organizationId: string;
  readonly organizations: readonly Organization[];
}

export function organizationCommand(program: Command, run: Run): void {
  program
    .command('organization')
    .description('which of your organizations the other commands are about')
    .argument('[name]', 'the one to choose: its name, its short name or its id')
    .action((name: string | undefined) =>
      run(async (terminal, json) => {
        const chosen = await choose(terminal, name);
        return report(terminal, json, chosen, ({ organizations, organizationId }) =>
          organizations.map((one) => `${one.id === organizationId ? '*' : ' '} ${one.name} (${one.slug})`),
        );
      }),
    );
}

async function choose({ companion: { account } }: Terminal, name?: string): Promise<Result<Chosen>> {
  const now = await account.refresh();
  if (!now.ok) return now;
  if (now.value.state === 'blocked') return failed(now.value.failure);
  if (now.value.state !== 'signed-in') return failed(failure('signed-out'));
  const { organizations, organizationId } = now.value;
  if (name === undefined) return ok({ organizations, organizationId });
  const found = organizations.find((one) => [one.id, one.slug, one.name].includes(name));
  if (!found) return failed(wrongUse(`You have no organization “${name}”.`, { name }));
  const chosen = await account.chooseOrganization(found.id);
  return chosen.ok ? ok({ organizations, organizationId: found.id }) : chosen;
}
