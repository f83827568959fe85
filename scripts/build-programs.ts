import { buildPrograms } from '../testing/build-programs.ts';

await buildPrograms();
