import { resolve } from 'node:path';

/** The whole path of a built program. */
export const built = (file: string): string => resolve('out/programs', file);
