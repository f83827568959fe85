import { buildPrograms } from '../testing/build-programs.ts';
import { run, tool } from './run.ts';

/** Builds main, preload, page and the programs beside them into `out/`. */
export async function buildApp(): Promise<boolean> {
  const [built] = await Promise.all([
    run(tool('electron-vite'), ['build', '--logLevel', 'warn']),
    buildPrograms(),
  ]);
  return built === 0;
}
