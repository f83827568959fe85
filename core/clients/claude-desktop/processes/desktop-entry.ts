import type { Command } from './system.ts';

/**
 * What a menu starts for a desktop entry; undefined when it names no program by its absolute path. Field codes (`%U`)
 * stand for files to open, of which there are none. A backslash is doubled once as text and once more by the quotes:
 * see the Desktop Entry Specification, "The Exec key".
 */
export function commandOfEntry(text: string): Command | undefined {
  const main = /^\[Desktop Entry\][^\S\n]*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1] ?? '';
  const exec = /^Exec[^\S\n]*=[^\S\n]*(.*)$/m.exec(main)?.[1];
  if (exec === undefined) return undefined;
  const words = [...exec.replaceAll('\\\\', '\\').matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)]
    .map(([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
    .filter((word) => !/^%[a-zA-Z]$/.test(word))
    .map((word) => word.replaceAll('%%', '%'));
  const [file, ...args] = words;
  return file?.startsWith('/') ? { file, args } : undefined;
}
