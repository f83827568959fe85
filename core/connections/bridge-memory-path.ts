import { join } from 'node:path';
import { connectionIdPattern } from '../keychain/accounts.ts';

/** Where bridges remember what Convene answered when their program started last, within the companion's own folder. */
export const rememberedFolder = (dataFolder: string): string => join(dataFolder, 'bridge');

/** The file of one connection; undefined when its id isn't fit for a name. */
export const rememberedPath = (dataFolder: string, connectionId: string): string | undefined =>
  connectionIdPattern.test(connectionId)
    ? join(rememberedFolder(dataFolder), `${connectionId}.json`)
    : undefined;
