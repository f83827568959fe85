import { existsSync } from 'node:fs';

const known = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** The browser in which a person would open Convene's pages. */
export function browserPath(): string {
  const path = process.env.CONVENE_TEST_BROWSER ?? known.find((one) => existsSync(one));
  if (!path) throw new Error('No Chromium found: apt-get install chromium-headless-shell');
  return path;
}

/** Nothing but loopback, and no sandbox where the user is root. */
export const browserSwitches: string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
