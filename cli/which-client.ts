import { Argument, InvalidArgumentError } from 'commander';
import { type ClientId, clientIds } from '../shared/clients.ts';

const standard: ClientId = 'claude-desktop';

/** The program a command is about; Claude Desktop when none is named. */
export const clientArgument = (): Argument =>
  clientOrAll(`which program: ${clientIds.join(', ')}`).default(standard);

/** The same where leaving it out means every program. */
export const clientOrAll = (description: string): Argument =>
  new Argument('[program]', description).argParser((named) => {
    if (clientIds.some((client) => client === named)) return named;
    throw new InvalidArgumentError(`There is no program “${named}”. There are: ${clientIds.join(', ')}.`);
  });

/** What the argument has let through. */
export const clientOf = (named: string): ClientId => clientIds.find((client) => client === named) ?? standard;
