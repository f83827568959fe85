import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../out/fake-claude/fake-claude.cjs');

/** How Claude Desktop's own process is called on Linux, so that the companion's look at processes finds this one. */
const claudesName = '/usr/lib/claude-desktop/claude-desktop';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Puts a Claude into a home as a package would: a program, and an entry in the menu that starts it. Answers the
 * program's path. The process keeps its id and is called as Claude's is.
 */
export function installInHome(home: string, parts: { configPath: string; socketPath: string }): string {
  const folder = join(home, '.local/lib/claude-desktop');
  const starter = join(folder, 'claude-desktop');
  const args = [process.execPath, program, parts.configPath, parts.socketPath].map(quoted).join(' ');
  mkdirSync(folder, { recursive: true });
  writeFileSync(starter, `#!/bin/bash\nexec -a ${claudesName} ${args}\n`);
  chmodSync(starter, 0o755);
  const menu = join(home, '.local/share/applications');
  mkdirSync(menu, { recursive: true });
  writeFileSync(
    join(menu, 'claude-desktop.desktop'),
    `[Desktop Entry]\nType=Application\nName=Claude\nExec="${starter}" %U\n`,
  );
  return starter;
}
