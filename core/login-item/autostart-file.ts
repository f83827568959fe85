import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { SystemLoginItem } from './login-item.ts';

/**
 * Starting at login on Linux desktops: a file in `autostart`, by the Desktop Application Autostart Specification.
 * `command`: the program and its arguments.
 */
export function autostartFile(parts: {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  command: readonly string[];
}): SystemLoginItem {
  const folder = parts.env.XDG_CONFIG_HOME || join(parts.home, '.config');
  const path = join(folder, 'autostart', 'convene-companion.desktop');
  return {
    async isOn() {
      try {
        const text = await readFile(path, 'utf8');
        return ok(!/^(Hidden=true|X-GNOME-Autostart-enabled=false)$/m.test(text));
      } catch (error) {
        return systemCode(error) === 'ENOENT' ? ok(false) : failed(storageFailure(path, error));
      }
    },
    async set(on): Promise<Result<void>> {
      try {
        if (!on) {
          await rm(path, { force: true });
          return ok(undefined);
        }
        await mkdir(dirname(path), { recursive: true });
      } catch (error) {
        return failed(storageFailure(path, error));
      }
      return replaceFile(path, Buffer.from(entry(parts.command)), { mode: 0o644 });
    },
  };
}

const entry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Convene Companion',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    '',
  ].join('\n');

/** As the Desktop Entry Specification wants an argument: in quotation marks, some signs with a backslash, % doubled. */
const quoted = (argument: string): string =>
  `"${argument
    .replaceAll(/["`$\\]/g, String.raw`\$&`)
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
