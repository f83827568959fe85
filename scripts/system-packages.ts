/**
 * What npm can't bring: the libraries of Electron, and for tests a keychain, a screen and a browser. On Debian as root they
 * are installed and named; elsewhere the command is printed.
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

const library = (name: string, file: string, why: string): SystemPackage => ({
  name,
  why,
  present: () => libraryPresent(file),
});

/** What the app needs on a desktop. Electron's own needs come with any desktop; where one is missing, so is the others' reason. */
export const forApp: readonly SystemPackage[] =
  process.platform === 'linux'
    ? [
        library('libsecret-1-0', 'libsecret-1.so.0', 'the keychain'),
        library('libgtk-3-0', 'libgtk-3.so.0', 'windows'),
        library('libnss3', 'libnss3.so', 'certificates'),
        library('libasound2', 'libasound.so.2', 'Electron doesn’t start without it'),
        library('libgbm1', 'libgbm.so.1', 'graphics'),
        library('libnotify4', 'libnotify.so.4', 'notifications'),
      ]
    : [];

export const forTests: readonly SystemPackage[] = [
  ...forApp,
  { name: 'gnome-keyring', why: 'a real keychain', present: () => onPath('gnome-keyring-daemon') },
  { name: 'dbus-daemon', why: 'the bus on which the keychain answers', present: () => onPath('dbus-daemon') },
  { name: 'dbus-bin', why: 'asking who is on that bus', present: () => onPath('dbus-send') },
  { name: 'xvfb', why: 'a screen', present: () => onPath('Xvfb') },
  { name: 'xclip', why: 'another program that reads the clipboard', present: () => onPath('xclip') },
  { name: 'xdotool', why: 'a mouse', present: () => onPath('xdotool') },
  {
    name: 'chromium-headless-shell',
    why: 'the browser for Convene’s pages',
    present: () => Boolean(process.env.CONVENE_TEST_BROWSER) || browsers.some((path) => existsSync(path)),
  },
];

export const versionControl: SystemPackage = {
  name: 'git',
  why: 'repositories in which keys are looked for',
  present: () => onPath('git'),
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
