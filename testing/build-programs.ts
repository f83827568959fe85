import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * The programs that run on their own, outside the Electron bundle; each becomes one file in `out/programs`. What the
 * bridge needs later or hardly ever is a file beside it.
 */
const programs = {
  bridge: 'bridge/program.ts',
  'bridge-keychain': 'core/keychain/keychain-client.ts',
  'bridge-network': 'core/convene/way-out.ts',
  'keychain-host': 'core/keychain/host-program.ts',
  cli: 'cli/program.ts',
  'demo-server': 'demo/program.ts',
} as const;

/** Packages with a native file can't be bundled; they are loaded from `node_modules` beside the program. */
const native = ['keytar', 'libsql', 'electron'];

/** Every command reads its whole file first, so that each word in it costs time. Names stay for what is logged. */
const short = { minifyWhitespace: true, minifySyntax: true } as const;

/** Strictness is said once for the whole file instead of in each of its parts. */
const small = {
  minify: true,
  banner: { js: '"use strict";' },
  tsconfigRaw: { compilerOptions: { strict: false } },
} as const;

/** Nobody reads zod's own sentences, so those of one language are enough: they are a fifth of the command line. */
const oneLanguage: Plugin = {
  name: 'one language of zod',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

const beside = [
  [/\/keychain-client\.ts$/, './bridge-keychain.cjs'],
  [/\/way-out\.ts$/, './bridge-network.cjs'],
] as const;

/** Parts that the bridge loads from the files beside it, by how they are imported. */
const besideTheBridge: Plugin = {
  name: 'beside the bridge',
  setup({ onResolve }) {
    for (const [filter, path] of beside)
      onResolve({ filter }, ({ kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

/** Builds them all; throws when one can't be built, with esbuild's own words on standard error. */
export async function buildPrograms(): Promise<void> {
  await Promise.all(Object.entries(programs).map(([name, entry]) => buildProgram(name, entry)));
}

async function buildProgram(name: string, entry: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: 'out/programs',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    external: native,
    // The other build of jsonc-parser looks for its parts on disk.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // Claude starts the bridge anew with each of its windows: what isn't there needs no reading.
    ...(name.startsWith('bridge') ? small : short),
    // Loading another file as a module would take as long as all the rest of the start.
    ...(name === 'bridge' ? { supported: { 'dynamic-import': false } } : {}),
    plugins: name === 'bridge' ? [besideTheBridge] : [oneLanguage],
    logLevel: 'error',
  });
}
