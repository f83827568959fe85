import { Argument } from 'commander';
import { type ClientId, clientIds } from '../shared/clients.ts';

/** The program a command is about; Claude Desktop when none is named. */
export const clientArgument = (): Argument =>
  new Argument('[program]', 'which program').choices([...clientIds]).default('claude-desktop');

/** commander has checked it against the choices. */
export const clientOf = (named: string): ClientId =>
  clientIds.find((client) => client === named) ?? 'claude-desktop';
