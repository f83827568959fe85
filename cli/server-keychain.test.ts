import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { startMarket } from '../testing/market.ts';
import { openPlace, type Place } from './testing/place.ts';
import { built } from './testing/programs.ts';

// A computer without a desktop: no bus of a session is named, and none lies where it would.

let place: Place;
let convene: DemoServer;
beforeEach(async () => {
  convene = await startMarket({ metadata: false });
  place = openPlace({ CONVENE_SERVER: convene.address });
});
afterEach(async () => {
  place.close();
  await convene.stop();
});

/** Word for word as the manual gives it. */
function documentedScript(): string {
  const manual = readFileSync('docs/command-line.md', 'utf8');
  const [, section = ''] = manual.split('## On a server, without a desktop');
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

async function withKeychain(args: readonly string[], input = '') {
  const runtime = join(place.home, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const script = place.write('with-keychain', documentedScript());
  const child = spawn('/bin/sh', [script, process.execPath, built('cli.cjs'), ...args], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: place.home,
      XDG_RUNTIME_DIR: runtime,
      CONVENE_SERVER: convene.address,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, out, err };
}

it('the script of the manual gives a command a keychain, which keeps what it was given for the next one', async () => {
  place.write('.config/keyring-password', 'correct horse battery staple');
  const { token } = convene.createKey('Pasted');
  const pasted = await withKeychain(['login', '--key'], `${token}\n`);
  expect(pasted).toMatchObject({ status: 0, out: expect.stringContaining('Working with the pasted key') });
  const next = await withKeychain(['status']);
  expect(next).toMatchObject({ status: 0, out: expect.stringContaining(`…${token.slice(-4)}`) });
});

it('without it no session bus is told as that, and where to read on', async () => {
  const { status, err } = await place.runProgram(['login', '--key'], { input: 'nothing' });
  expect(status).toBe(1);
  expect(err).toContain('No desktop session was found');
  expect(err).toContain('“On a server”');
  expect(err).not.toContain('apt-get');
});
