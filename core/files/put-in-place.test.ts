import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../shared/result.ts';
import { observeFileCalls, systemError } from '../../testing/faults/file-calls.ts';
import { replaceFile } from './replace-file.ts';

let folder = '';
let path = '';
let stop = (): void => {};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'put-in-place-'));
  path = join(folder, 'settings.json');
  writeFileSync(path, 'old');
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

/** Replaces the file while its first renamings fail; answers how often it was tried, too. */
async function replaceHeld(parts: {
  code: string;
  times: number;
  platform: NodeJS.Platform;
  meanwhile?: () => void;
}): Promise<{ outcome: Result<void>; tries: number }> {
  let tries = 0;
  stop = observeFileCalls({
    before(call) {
      if (call.name !== 'rename') return;
      tries += 1;
      if (tries > parts.times) return;
      parts.meanwhile?.();
      throw systemError(parts.code, call);
    },
  });
  const outcome = await replaceFile(path, Buffer.from('new'), {
    mustStillBe: Buffer.from('old'),
    platform: parts.platform,
  });
  stop();
  return { outcome, tries };
}

describe('a file that a scanner or its program holds open', () => {
  it.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows is replaced once it is let go: %s', async (code) => {
    expect(await replaceHeld({ code, times: 5, platform: 'win32' })).toEqual({
      outcome: { ok: true, value: undefined },
      tries: 6,
    });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('on Windows is left as it is when it isn’t let go, and that is told', async () => {
    const held = { code: 'EBUSY', times: Number.POSITIVE_INFINITY, platform: 'win32' } as const;
    const { outcome, tries } = await replaceHeld(held);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'storage-failed', detail: 'EBUSY' } });
    expect(tries).toBe(9);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('on Windows is left to who changed it while it was held', async () => {
    const meanwhile = (): void => writeFileSync(path, 'theirs');
    const { outcome } = await replaceHeld({ code: 'EPERM', times: 1, platform: 'win32', meanwhile });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'config-changed-meanwhile' } });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it.each([
    ['EPERM', 'linux'],
    ['EACCES', 'darwin'],
    ['EIO', 'win32'],
  ] as const)('is tried once where waiting doesn’t help: %s on %s', async (code, platform) => {
    expect(await replaceHeld({ code, times: 1, platform })).toMatchObject({
      outcome: { ok: false, error: { code: 'storage-failed', detail: code } },
      tries: 1,
    });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});
