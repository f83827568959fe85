import { join } from 'node:path';

/** Where Claude keeps a log of each server, beside its settings. */
export const logFolder = (settingsFolder: string): string => join(settingsFolder, 'logs');
