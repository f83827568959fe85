/**
 * The variables that a client hands on to the programs of its settings, besides each entry's own `env`: the choice of
 * the official SDK (`DEFAULT_INHERITED_ENV_VARS` in `client/stdio`), which on macOS and Linux is sudo's. The session
 * bus, the runtime folder, proxies and further certificates aren't among them.
 */
const onWindows = [
  'APPDATA',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'PATH',
  'PROCESSOR_ARCHITECTURE',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'USERNAME',
  'USERPROFILE',
  'PROGRAMFILES',
] as const;
const elsewhere = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'] as const;

export const handedOn = (platform: NodeJS.Platform): readonly string[] =>
  platform === 'win32' ? onWindows : elsewhere;

/** What a program gets that a client of this environment starts; functions of the shell are left out, as the SDK does. */
export function clientEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const handed: Record<string, string> = {};
  for (const name of handedOn(platform)) {
    const value = env[name];
    if (value !== undefined && !value.startsWith('()')) handed[name] = value;
  }
  return handed;
}
