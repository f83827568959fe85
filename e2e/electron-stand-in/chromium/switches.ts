import { getuid } from 'node:process';
export interface ChromiumOptions {
  /** Folder of Chromium's own profile. */
  readonly profile: string;
  /** For a second client such as Playwright; none is opened without it. */
  readonly debuggingPort: string | undefined;
  readonly headed: boolean;
  /** The app's own switches, by name without dashes. */
  readonly switches: ReadonlyMap<string, string>;
}

/** Chromium's lists, which must be joined, not replaced, when the app names some too. */
const lists = ['disable-features', 'enable-features'];

/** No page may reach beyond this computer. */
const resolverRules = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]';

const always: readonly (readonly [string, string])[] = [
  ['remote-debugging-pipe', ''],
  ['no-startup-window', ''],
  ['no-first-run', ''],
  ['no-default-browser-check', ''],
  ['disable-background-networking', ''],
  ['disable-component-update', ''],
  ['disable-sync', ''],
  ['disable-quic', ''],
  ['disable-breakpad', ''],
  ['disable-gpu', ''],
  ['disable-dev-shm-usage', ''],
  ['disable-features', 'Translate,MediaRouter,HttpsUpgrades'],
  ['host-resolver-rules', resolverRules],
];

/** The command line of Chromium, with the app's switches after the stand-in's. */
export function chromiumSwitches(options: ChromiumOptions): string[] {
  const switches = new Map<string, string>(always);
  for (const [name, value] of options.switches) {
    const before = lists.includes(name) ? switches.get(name) : undefined;
    switches.set(name, before ? `${before},${value}` : value);
  }
  if (!options.headed) switches.set('headless', '');
  // Chromium's sandbox refuses to start as root.
  if (getuid?.() === 0) switches.set('no-sandbox', '');
  if (options.debuggingPort !== undefined) switches.set('remote-debugging-port', options.debuggingPort);
  switches.set('user-data-dir', options.profile);
  return [...switches].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
}
