/**
 * The few things that npm can't bring: a browser for the stand-in, and a keychain for the tests. On Debian as root
 * they are installed and named; elsewhere the command is printed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface SystemPackage {
  readonly name: string;
  readonly why: string;
  present(): boolean;
}

const onPath = (command: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

const libraryPresent = (file: string): boolean =>
  spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8', timeout: 10_000 }).stdout?.includes(file) ?? false;

const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'];

export const keychainLibrary: SystemPackage = {
  name: 'libsecret-1-0',
  why: 'the library through which the keychain is reached',
  present: () => libraryPresent('libsecret-1.so.0'),
};

export const keychainDaemon: readonly SystemPackage[] = [
  { name: 'gnome-keyring', why: 'a real keychain', present: () => onPath('gnome-keyring-daemon') },
  { name: 'dbus-daemon', why: 'the bus on which the keychain answers', present: () => onPath('dbus-daemon') },
];

export const versionControl: SystemPackage = {
  name: 'git',
  why: 'repositories in which keys are looked for',
  present: () => onPath('git'),
};

export const browser: SystemPackage = {
  name: 'chromium-headless-shell',
  why: 'the browser for windows and pages',
  present: () => Boolean(process.env.STANDIN_CHROMIUM) || browsers.some((path) => existsSync(path)),
};

const isDebian = (): boolean =>
  existsSync('/etc/debian_version') && onPath('apt-get') && /debian/i.test(safeRead('/etc/os-release'));

function safeRead(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Answers whether everything is there afterwards; says what it does and what a person has to do. */
export function ensureSystemPackages(wanted: readonly SystemPackage[], say: (line: string) => void): boolean {
  const missing = wanted.filter((one) => !one.present());
  if (missing.length === 0) return true;
  const names = missing.map(({ name }) => name);
  const list = missing.map(({ name, why }) => `${name} (${why})`).join(', ');
  if (process.platform !== 'linux') {
    say(`This needs Linux's ${list}. On macOS and Windows these tests have never been run.`);
    return false;
  }
  if (!isDebian() || process.getuid?.() !== 0) {
    say(`Missing: ${list}.`);
    say(`On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${names.join(' ')}`);
    return false;
  }
  say(`Installing from Debian: ${list}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: string[]): boolean => {
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      env,
      encoding: 'utf8',
      timeout: 300_000,
    });
    if (status !== 0) say(`apt-get ${args[0]} failed:\n${stdout}\n${stderr}`);
    return status === 0;
  };
  return run('-qq', 'update') && run('-qq', 'install', '-y', '--no-install-recommends', ...names);
}
