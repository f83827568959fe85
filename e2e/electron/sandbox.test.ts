import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const self = {
  command: process.execPath,
  args: [
    '-p',
    `process.getuid() + ' ' + /^CapEff:\\s*(.*)$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]`,
  ],
};

/** What the system says is remembered, so each test asks anew. */
const freshly = async () => {
  vi.resetModules();
  return import('./sandbox.ts');
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('a program that is to have Chromium’s sandbox', () => {
  it('is started without root’s privileges, or it is said that it can’t be', async () => {
    const { withoutPrivileges } = await freshly();
    const { line, problem } = withoutPrivileges(self);
    const { stdout } = spawnSync(line.command, line.args, { encoding: 'utf8' });
    const [user, capabilities] = stdout.trim().split(' ');
    if (problem) expect(line).toEqual(self);
    else
      expect({ user, capabilities }).toEqual({
        user: expect.not.stringMatching(/^0$/),
        capabilities: '0'.repeat(16),
      });
  });

  it('is started as it is, and that is said, where the system refuses', async () => {
    const { isSandboxed, sandboxProblem, sandboxSwitches, withoutPrivileges } = await withUnshare('exit 1');
    expect(withoutPrivileges(self)).toEqual({
      line: self,
      problem: 'This system doesn’t allow Chromium’s sandbox, so the window runs without it.',
    });
    expect(isSandboxed()).toBe(false);
    expect(sandboxSwitches()).toEqual(['--no-sandbox']);
    expect(sandboxProblem()).toContain('so the window runs without it');
  });

  it('has it without more ado where the user is not root and the system allows it', async () => {
    const { isSandboxed, sandboxProblem, sandboxSwitches, withoutPrivileges } = await withUnshare('exit 0');
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    expect(isSandboxed()).toBe(true);
    expect(withoutPrivileges(self)).toEqual({ line: self });
    expect(sandboxSwitches()).toEqual([]);
    expect(sandboxProblem()).toBeUndefined();
  });

  async function withUnshare(script: string) {
    const path = join(folder, 'unshare');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    vi.stubEnv('PATH', folder);
    return freshly();
  }
});
