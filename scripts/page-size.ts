/** What the built window may weigh. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Thousands of bytes of the page's scripts, gzipped. */
const mostKilobytes = 250;

/** A property that every schema of zod has, and that no minifier renames. */
const zodMark = '_zod';

export interface PageSize {
  /** Thousands of bytes of the page's scripts, gzipped. */
  readonly kilobytes: number;
  /** In words; empty when all is well. */
  readonly problems: readonly string[];
}

/** Reads the page and the preload in `out/`; undefined where there is no build. */
export function measurePage(out: string): PageSize | undefined {
  const scripts = [...scriptsIn(join(out, 'renderer')), ...scriptsIn(join(out, 'preload'))];
  if (scripts.length === 0) return undefined;
  const page = scripts.filter(({ path }) => path.startsWith('renderer/'));
  const kilobytes = page.reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0) / 1_000;
  return {
    kilobytes,
    problems: [
      ...(kilobytes > mostKilobytes
        ? [`the page is ${kilobytes.toFixed(1)} kB gzip, more than ${mostKilobytes}`]
        : []),
      ...scripts.filter(({ bytes }) => bytes.includes(zodMark)).map(({ path }) => `${path} holds zod`),
    ],
  };
}

function scriptsIn(folder: string): { path: string; bytes: Buffer }[] {
  if (!existsSync(folder)) return [];
  const out = join(folder, '..');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /[.]c?js$/.test(path))
    .map((path) => join(folder, path))
    .map((path) => ({ path: path.slice(out.length + 1).replaceAll('\\', '/'), bytes: readFileSync(path) }));
}
