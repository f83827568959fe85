import { execFile } from 'node:child_process';

/** Milliseconds; the Secret Service answers this question in a few, a stopped one never. */
const lookMs = 1_000;

const question = [
  '--session',
  '--print-reply=literal',
  `--reply-timeout=${lookMs}`,
  '--dest=org.freedesktop.secrets',
  '/org/freedesktop/secrets/aliases/default',
  'org.freedesktop.DBus.Properties.Get',
  'string:org.freedesktop.Secret.Collection',
  'string:Locked',
];

/**
 * Whether the keychain waits for somebody to unlock it. While it asks a person for the password, calls to it hang, but
 * this question is answered. `false` also where it can't be asked: elsewhere than on Linux, or without `dbus-send`.
 */
export async function isLocked(env: Readonly<Record<string, string>>): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: lookMs, killSignal: 'SIGKILL' } as const;
    execFile('dbus-send', question, options, (error, answer) =>
      resolve(!error && /boolean true/.test(answer)),
    );
  });
}
