import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startKeyring } from './keyring.ts';

const typescript = ['--import', 'tsx'];
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** `unix:path=/folder/socket,guid=…` */
const folderOf = (address: string): string => dirname(/path=([^,]+)/.exec(address)?.[1] ?? '');
const processesOf = (folder: string): string[] =>
  readFileSync(`${folder}/pids`, 'utf8').split('\n').filter(Boolean);
const alive = (pid: string): boolean => {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
};

const script = (body: string): string =>
  `const { startKeyring } = await import(${JSON.stringify(resolve('testing/keyring/keyring.ts'))}); ${body}`;

describe('a keychain for tests', () => {
  it('leaves no process and no folder when it is stopped', async () => {
    const keyring = await startKeyring();
    const folder = folderOf(keyring.env.DBUS_SESSION_BUS_ADDRESS ?? '');
    const processes = processesOf(folder);
    expect(processes.filter(alive)).toHaveLength(2);
    await keyring.stop();
    expect(processes.filter(alive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves none either when its owner is killed', async () => {
    const body =
      'console.log((await startKeyring()).env.DBUS_SESSION_BUS_ADDRESS); setInterval(() => {}, 1000);';
    const owner = spawn(process.execPath, [...typescript, '--input-type=module', '-e', script(body)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(owner);
    const [address] = await once(createInterface({ input: owner.stdout }), 'line');
    const folder = folderOf(String(address));
    const processes = processesOf(folder);
    expect(processes.filter(alive)).toHaveLength(2);
    owner.kill('SIGKILL');
    await vi.waitFor(
      () => {
        expect(processes.filter(alive)).toEqual([]);
        expect(existsSync(folder)).toBe(false);
      },
      { timeout: 10_000 },
    );
  });

  it('names the packages where they are missing', () => {
    const body = 'await startKeyring().catch((error) => console.log(error.message));';
    const args = [...typescript, '--input-type=module', '-e', script(body)];
    const said = execFileSync(process.execPath, args, { encoding: 'utf8', env: { PATH: '/nowhere' } });
    expect(said).toContain('apt-get install --no-install-recommends libsecret-1-0 gnome-keyring dbus-daemon');
  });
});

describe('a command with a keychain of its own', () => {
  const run = (...command: string[]) =>
    spawnSync(process.execPath, [...typescript, 'testing/keyring/run.ts', ...command], { encoding: 'utf8' });

  it.each([
    ['its exit status', 'exit 7', 7],
    ['the signal that ended it', 'kill -TERM $$', 143],
  ])('passes on %s', (_what, script, status) => {
    expect(run('--', 'sh', '-c', script).status).toBe(status);
  });

  it('is told where its keychain is', () => {
    expect(run('printenv', 'DBUS_SESSION_BUS_ADDRESS').stdout).toMatch(/^unix:path=.*keyring-/);
  });

  it('that does not exist is said, as shells do', () => {
    expect(run('--', 'no-such-command')).toMatchObject({
      status: 127,
      stderr: expect.stringContaining('ENOENT'),
    });
  });
});
