import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCommandWorld } from './testing/command-world.ts';
import { openPlace, type Place } from './testing/place.ts';
import { noSecrets } from './testing/secrets.ts';

let place: Place;
let folder = '';
let token = '';
beforeEach(() => {
  // No keychain and no server: none is needed.
  place = openPlace({}, { secrets: noSecrets() });
  folder = place.write('projects/shop/readme.md', '# Shop\n').replace(/\/readme\.md$/, '');
  token = `fm_org_${randomBytes(16).toString('hex')}`;
});
afterEach(() => place.close());

describe('scan', () => {
  it('ends with 0 and says how much it looked at, when there is no key', async () => {
    const { status, out, err } = await place.run(['scan', folder]);
    expect([status, out]).toEqual([0, '']);
    expect(err).toContain('Looked at 1 file, ');
  });

  it('ends with 1 and tells each place by line and last letters, when there are keys', async () => {
    place.write('projects/shop/.env', `A=1\nCONVENE_KEY=${token}\n`);
    const { status, out, err } = await place.run(['scan', folder]);
    expect(status).toBe(1);
    expect(out).toBe(
      `${join(folder, '.env')}:2:13: …${token.slice(-4)} not in the list of this computer: treat it as one that works\n`,
    );
    expect(err).toContain('Revoke each key that works');
  });

  it('takes files as well', async () => {
    const file = place.write('projects/shop/.env', token);
    expect((await place.run(['scan', join(folder, 'readme.md'), file])).status).toBe(1);
    expect((await place.run(['scan', join(folder, 'readme.md')])).status).toBe(0);
  });

  it('answers JSON for programs', async () => {
    place.write('projects/shop/.env', token);
    mkdirSync(join(folder, 'old'));
    writeFileSync(join(folder, 'old', 'a.zip'), token);
    const { status, json } = await place.run(['scan', folder, '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      ok: true,
      value: {
        findings: [
          { line: 1, column: 1, tokenHint: `…${token.slice(-4)}`, keys: [] },
          { path: join(folder, 'old', 'a.zip') },
        ],
        files: 3,
        unread: [],
        ignored: 0,
        cancelled: false,
      },
    });
  });

  it('ends with 8 and says so, when something that was named can’t be looked into', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect((await place.run(['scan', folder])).status).toBe(0);
    const { status, err } = await place.run(['scan', join(folder, 'pipe')]);
    expect(status).toBe(8);
    expect(err).toContain(`Not looked into: ${join(folder, 'pipe')}. Nothing is known of what it holds.`);
  });

  it('passes over what is in the list of known findings, and says how many', async () => {
    const first = place.write('projects/shop/.env', token);
    expect((await place.run(['scan', folder, '--ignore-found'])).status).toBe(1);
    expect(readFileSync(join(place.home, '.convene-scan-ignore'), 'utf8')).toBe(
      `${createHash('sha256').update(token).digest('hex')} …${token.slice(-4)} .env\n`,
    );
    const { status, out, err } = await place.run(['scan', folder]);
    expect([status, out]).toEqual([0, '']);
    expect(err).toContain('Passed over, because .convene-scan-ignore names them: 1.');
    writeFileSync(first, `fm_org_${randomBytes(16).toString('hex')}`);
    expect((await place.run(['scan', folder])).status).toBe(1);
  });

  it('of a list of known findings that can’t be read as one is wrong use, with its line', async () => {
    const list = place.write('.convene-scan-ignore', '# known\n\nthe old key\n');
    const { status, err } = await place.run(['scan', folder]);
    expect(status).toBe(2);
    expect(err).toContain(`Line 3 of ${list} is no SHA-256 of a key.`);
  });

  it('of a path that isn’t there is wrong use', async () => {
    const { status, err } = await place.run(['scan', join(folder, 'nowhere')]);
    expect(status).toBe(2);
    expect(err).toContain(`There is no file or folder “${join(folder, 'nowhere')}”.`);
  });

  it('without a path says what is missing', async () => {
    const { status, err } = await place.run(['scan']);
    expect(status).toBe(2);
    expect(err).toContain('Name files or folders to look through, or use --places.');
  });

  it('of the places where keys get left takes those that are there', async () => {
    place.write('Documents/notes.txt', token);
    place.write('.bash_history', `export KEY=${token}\n`);
    place.write('elsewhere/notes.txt', token);
    const { status, out } = await place.run(['scan', '--places']);
    expect(status).toBe(1);
    expect(out.split('\n').map((line) => line.replace(/.*\/(.*):\d+:\d+: .*/, '$1'))).toEqual([
      '.bash_history',
      'notes.txt',
      '',
    ]);
    expect(out).toContain('Documents');
  });

  it('doesn’t tell the key that a file is named after', async () => {
    place.write(`projects/shop/${token}.txt`, token);
    for (const args of [
      ['scan', folder],
      ['scan', folder, '--json'],
    ]) {
      const { status, out } = await place.run(args);
      expect(status).toBe(1);
      expect(out).not.toContain(token);
    }
  });

  it('in the midst of a huge file ends when it is stopped', async () => {
    const huge = place.write('huge.log', 'a log\n'.repeat(2_000));
    truncateSync(huge, 50_000_000_000);
    const { child, ended } = place.start(['scan', huge]);
    const open = `/proc/${child.pid}/fd`;
    const opened = () => readdirSync(open).map((number) => readlinkSync(join(open, number)));
    await vi.waitFor(() => expect(opened()).toContain(huge), { timeout: 10_000, interval: 5 });
    child.kill('SIGINT');
    expect((await ended).out).toBe('');
    expect(child.signalCode).toBe('SIGINT');
  });
});

describe('scan, where somebody was signed in', () => {
  it('names the key, without asking anybody', async () => {
    const world = await openCommandWorld('memory');
    try {
      const { place: home, convene, signIn } = await world.fresh();
      const made = convene.createKey('Web shop on server');
      await signIn();
      expect((await home.run(['keys', 'list'])).status).toBe(0);
      await convene.stop();
      const file = home.write('notes.txt', made.token);
      const { status, out } = await home.runProgram(['scan', file]);
      expect(status).toBe(1);
      expect(out).toContain('“Web shop on server”, works');
    } finally {
      await world.close();
    }
  });

  it('doesn’t stop a commit for a key that is known to be revoked', async () => {
    const world = await openCommandWorld('memory');
    try {
      const { place: home, convene, signIn } = await world.fresh();
      const made = convene.createKey('Web shop on server');
      await signIn();
      convene.revokeKeyByHand('Web shop on server');
      expect((await home.run(['keys', 'list'])).status).toBe(0);
      const { status, out } = await home.run(['scan', home.write('notes.txt', made.token)]);
      expect(status).toBe(0);
      expect(out).toContain('“Web shop on server”, revoked');
    } finally {
      await world.close();
    }
  });
});

describe('the hook that the manual gives for git', () => {
  const manual = readFileSync(resolve('docs/command-line.md'), 'utf8');
  const hook = /^#!\/bin\/sh\n[\s\S]*?(?=^```)/m.exec(manual)?.[0] ?? '';
  const hookPath = (): string => join(folder, '.git/hooks/pre-commit');
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', folder, '-c', 'user.name=Ana', '-c', 'user.email=ana@quince.example', ...args], {
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: `${place.home}/bin:${process.env.PATH}`, HOME: place.home },
    });
  beforeEach(() => {
    const program = place.write(
      'bin/convene-companion',
      `#!/bin/sh\nexec ${process.execPath} ${resolve('out/programs/cli.cjs')} "$@"\n`,
    );
    git('init', '--quiet');
    writeFileSync(hookPath(), hook);
    for (const script of [program, hookPath()]) chmodSync(script, 0o755);
    git('add', '--all');
  });

  it('lets a commit without keys pass', () => {
    expect(git('commit', '-m', 'A shop').status).toBe(0);
  });

  it('stops a commit with a key, also in a name with spaces', () => {
    place.write('projects/shop/my notes/keys of ours.txt', token);
    git('add', '--all');
    const { status, stdout, stderr } = git('commit', '-m', 'A shop');
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain(`keys of ours.txt:1:1: …${token.slice(-4)}`);
    expect(git('log').status).not.toBe(0);
  });

  it('looks at what is committed, not at what lies in the folder by now', () => {
    place.write('projects/shop/.env', token);
    expect(git('commit', '-m', 'Without the key').status).toBe(0);
    git('add', '--all');
    place.write('projects/shop/.env', 'taken out, but not staged');
    expect(git('commit', '-m', 'With the key').status).not.toBe(0);
  });

  it('lets a file with a key be removed', () => {
    place.write('projects/shop/.env', token);
    git('add', '--all');
    chmodSync(hookPath(), 0o644);
    git('commit', '-m', 'Before there was a hook');
    chmodSync(hookPath(), 0o755);
    git('rm', '--quiet', '.env');
    expect(git('commit', '-m', 'Removed').status).toBe(0);
  });
});
