import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claudeProcesses } from './processes.ts';

/** A home that nobody else on this computer has, so that nobody else's Claude is seen, and ours by nobody else. */
let home = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), `home-${randomUUID().slice(0, 8)}-`));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(ended));
  await vi.waitFor(async () => {
    // It notes its id a moment after it is seen.
    for (const id of started()) kill(id);
    expect(await running()).toBe(false);
  });
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const claudesName = '/usr/lib/claude-desktop/claude-desktop';
const timeouts = { quitMs: 10_000, startMs: 10_000, lookEveryMs: 20 };
const claude = (more: Partial<typeof timeouts> = {}) =>
  claudeProcesses({ platform: 'linux', home, timeouts: { ...timeouts, ...more } });

async function running(): Promise<boolean> {
  const seen = await claude().running();
  if (!seen.ok) throw new Error(JSON.stringify(seen.error));
  return seen.value.running;
}

/** A process that is called as Claude is; `script` says what it does besides waiting. */
async function startNamed(name: string, { args = [] as string[], script = '' } = {}): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['-e', `process.stdin.resume(); ${script}; process.stdout.write("here")`, '--', ...args],
    { argv0: name, env: { ...process.env, HOME: home }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/**
 * Installs a Claude for this home's menu; it notes its id, its input and its environment, and ends by itself in case
 * nobody is left to end it.
 */
function install(): string {
  const program = join(home, 'claude desktop');
  const note = join(home, 'started');
  const source = `
    const { appendFileSync, readlinkSync, writeFileSync } = require('node:fs');
    writeFileSync(${JSON.stringify(join(home, 'environment'))}, JSON.stringify(process.env));
    writeFileSync(${JSON.stringify(join(home, 'streams'))}, [0, 1, 2].map((id) => readlinkSync('/proc/self/fd/' + id)).join());
    appendFileSync(${JSON.stringify(note)}, process.pid + '\\n');
    setTimeout(() => {}, 60_000);`;
  writeFileSync(join(home, 'claude.cjs'), source);
  writeFileSync(
    program,
    `#!/bin/bash\nexec -a ${claudesName} '${process.execPath}' '${join(home, 'claude.cjs')}'\n`,
  );
  chmodSync(program, 0o755);
  const menu = join(home, '.local/share/applications');
  mkdirSync(menu, { recursive: true });
  writeFileSync(
    join(menu, 'claude-desktop.desktop'),
    `[Desktop Entry]\nName=Claude\nExec="${program}" %U\nType=Application\n`,
  );
  return program;
}

const started = (): number[] => {
  const note = join(home, 'started');
  return existsSync(note) ? readFileSync(note, 'utf8').trim().split('\n').map(Number) : [];
};

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

describe('whether Claude runs', () => {
  it('is found out of the processes that run, and dated', async () => {
    const child = await startNamed(claudesName);
    const seen = await claude().running();
    expect(seen).toMatchObject({ ok: true, value: { running: true } });
    const since = seen.ok ? (seen.value.since?.getTime() ?? 0) : 0;
    expect(Math.abs(Date.now() - since)).toBeLessThan(60_000);
    await ended(child);
    expect(await claude().running()).toEqual({ ok: true, value: { running: false } });
  });

  it('is not asked of a Claude that somebody else runs', async () => {
    await startNamed(claudesName);
    const elsewhere = claudeProcesses({ platform: 'linux', home: `${home}-of-tom` });
    expect(await elsewhere.running()).toEqual({ ok: true, value: { running: false } });
  });

  it('is not guessed where the system’s list can’t be had', async () => {
    // Windows' program for it isn't here.
    expect(await claudeProcesses({ platform: 'win32', home }).running()).toMatchObject({
      ok: false,
      error: { code: 'internal', name: 'list of processes' },
    });
  });
});

describe('asking Claude to quit', () => {
  it('is done when it wasn’t running', async () => {
    expect(await claude().quit()).toEqual({ ok: true, value: undefined });
  });

  it('lets it write its settings, and waits until it is really gone', async () => {
    const settings = join(home, 'settings.json');
    const child = await startNamed(claudesName, {
      script: `process.once('SIGTERM', () => setTimeout(() => {
        require('node:fs').writeFileSync(${JSON.stringify(settings)}, 'written');
        process.exit(0);
      }, 300))`,
    });
    expect(await claude().quit()).toEqual({ ok: true, value: undefined });
    expect(readFileSync(settings, 'utf8')).toBe('written');
    expect(await running()).toBe(false);
    await vi.waitFor(() => expect(child.exitCode).toBe(0));
  });

  it('asks its main process only, and waits for its helpers too', async () => {
    const noted = join(home, 'signal');
    const helper = await startNamed(claudesName, {
      args: ['--type=renderer'],
      script: `process.on('SIGTERM', () => require('node:fs').writeFileSync(${JSON.stringify(noted)}, 'asked'))`,
    });
    const main = await startNamed(claudesName);
    const quit = claude().quit();
    await vi.waitFor(() => expect(main.signalCode).toBe('SIGTERM'));
    expect(await running()).toBe(true);
    await ended(helper);
    expect(await quit).toEqual({ ok: true, value: undefined });
    expect(existsSync(noted)).toBe(false);
  });

  it('says so when it stays, and doesn’t end it by force', async () => {
    const child = await startNamed(claudesName, { script: "process.on('SIGTERM', () => {})" });
    expect(await claude({ quitMs: 300 }).quit()).toMatchObject({
      ok: false,
      error: { code: 'claude-did-not-quit' },
    });
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  });
});

describe('starting Claude', () => {
  it('starts what this home’s menu would start, and waits until it runs', async () => {
    install();
    expect(await claude().start()).toEqual({ ok: true, value: undefined });
    expect(await running()).toBe(true);
  });

  it('starts the program that ran before', async () => {
    const program = install();
    rmSync(join(home, '.local'), { recursive: true });
    expect(await claude().start(program)).toEqual({ ok: true, value: undefined });
    expect(await running()).toBe(true);
  });

  it('finds it in the menu when the program that ran before is gone', async () => {
    install();
    expect(await claude().start(join(home, 'no longer here'))).toEqual({ ok: true, value: undefined });
  });

  it('leaves one that runs as it is', async () => {
    install();
    await startNamed(claudesName);
    expect(await claude().start()).toEqual({ ok: true, value: undefined });
    expect(started()).toEqual([]);
  });

  it('hands it nothing of this program’s own, and its own home', async () => {
    install();
    vi.stubEnv('CONVENE_SERVER', 'http://127.0.0.1:1');
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    vi.stubEnv('LANG', 'en_US.UTF-8');
    await claude().start();
    const read = () => JSON.parse(readFileSync(join(home, 'environment'), 'utf8')) as NodeJS.ProcessEnv;
    const environment = await vi.waitFor(read);
    expect(Object.keys(environment).filter((name) => /^(CONVENE|ELECTRON)_/.test(name))).toEqual([]);
    expect(environment).toMatchObject({ HOME: home, LANG: 'en_US.UTF-8' });
  });

  it('shares no input and output with it', async () => {
    install();
    await claude().start();
    const streams = await vi.waitFor(() => {
      const text = readFileSync(join(home, 'streams'), 'utf8');
      expect(text).not.toBe('');
      return text;
    });
    expect(streams).toBe('/dev/null,/dev/null,/dev/null');
  });

  it('says at once when it could not begin', async () => {
    const program = install();
    writeFileSync(program, '#!/bin/bash\nexit 3\n');
    expect(await claude({ startMs: 600_000 }).start(program)).toMatchObject({
      ok: false,
      error: { code: 'claude-did-not-start', path: program, detail: 'ended with 3' },
    });
  });

  it('says so when nothing of it is seen', async () => {
    const program = install();
    writeFileSync(program, '#!/bin/bash\nexit 0\n');
    expect(await claude({ startMs: 200 }).start(program)).toMatchObject({
      ok: false,
      error: { code: 'claude-did-not-start', path: program, detail: 'it was not seen running' },
    });
  });
});
