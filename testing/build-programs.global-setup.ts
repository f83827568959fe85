import { buildPrograms } from './build-programs.ts';

export const setup = buildPrograms;
