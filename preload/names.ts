import { contract } from '../shared/contract/contract.ts';
import { contractNames } from '../shared/contract/derive.ts';

/** Worked out while building (`electron.vite.config.ts`), so that the preload has the names without zod and the schemas. */
export const names = contractNames(contract);
