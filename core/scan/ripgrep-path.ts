/** Where ripgrep's own program lies: in the package of this system, which npm installs beside `@vscode/ripgrep`. */
import { createRequire } from 'node:module';

/**
 * @param from a file of the running program, from whose folder packages are looked for.
 * @throws Error where there is no ripgrep for this system.
 */
export function ripgrepPath(from: string): string {
  const besideRipgrep = createRequire(createRequire(from).resolve('@vscode/ripgrep'));
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  return besideRipgrep
    .resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/${name}`)
    .replace(/\bapp\.asar\b(?!\.unpacked)/, 'app.asar.unpacked');
}
