import { constants } from 'node:fs';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { LoginItemFound, SystemLoginItem } from './login-item.ts';

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
    async look() {
      try {
        return ok(await found(await readFile(path, 'utf8'), parts.command));
      } catch (error) {
        return systemCode(error) === 'ENOENT' ? ok('off') : failed(storageFailure(path, error));
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

/** Desktops switch it off by one of these lines, and leave the rest. */
const switchedOff =
  /^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false|X-KDE-autostart-condition\s*=.*|NotShowIn\s*=.*|OnlyShowIn\s*=.*)\s*$/im;

/** Anything else than our own command, or a program that isn't there, wouldn't start this companion. */
async function found(text: string, command: readonly string[]): Promise<LoginItemFound> {
  if (switchedOff.test(text)) return 'disabled';
  const isOurs = text.split('\n').some((line) => line.trim() === execLine(command));
  if (!isOurs || !/^\s*\[Desktop Entry\]\s*$/m.test(text)) return 'moved';
  try {
    await access(command[0] ?? '', constants.X_OK);
    return 'on';
  } catch {
    return 'moved';
  }
}

const execLine = (command: readonly string[]): string => `Exec=${command.map(quoted).join(' ')}`;

const entry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Convene Companion',
    execLine(command),
    'Terminal=false',
    '',
  ].join('\n');

/** As the Desktop Entry Specification wants an argument: in quotation marks, some signs with a backslash, % doubled. */
const quoted = (argument: string): string =>
  `"${argument
    .replaceAll(/["`$\\]/g, String.raw`\$&`)
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
