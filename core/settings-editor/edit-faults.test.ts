import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureMessage } from '../../shared/wording/failures.ts';
import { type FileCall, observeFileCalls, systemError } from '../../testing/faults/file-calls.ts';
import { createSettingsFile, type SettingsFile } from './settings-file.ts';

const name = 'convene-market';
const entry = { command: '/opt/convene/bridge', args: ['c1'] };
const before = '{\n\t"theme": "dark",\n\t"mcpServers": { "other": { "command": "node", "at": 1.0 } }\n}\n';

let folder = '';
let path = '';
let backupFolder = '';
let stop = (): void => {};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edit-faults-'));
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

/** A home with settings that nobody has touched yet, or with our entry where it is to be removed; what was there is gone. */
async function makeHome(edit: Edit): Promise<void> {
  const home = join(folder, 'home');
  const kept = join(folder, edit);
  path = join(home, 'claude/settings.json');
  backupFolder = join(home, 'companion/backups');
  rmSync(home, { recursive: true, force: true });
  if (existsSync(kept)) return cpSync(kept, home, { recursive: true });
  mkdirSync(join(home, 'claude'), { recursive: true });
  writeFileSync(path, before);
  if (edit === 'remove') await config().put(name, entry);
  cpSync(home, kept, { recursive: true });
}

const config = (): SettingsFile => createSettingsFile({ path, backupFolder });
const edits = {
  put: () => config().put(name, entry),
  remove: () => config().remove(name),
} as const;
type Edit = keyof typeof edits;

type Outcome = Awaited<ReturnType<SettingsFile['put']>> | Awaited<ReturnType<SettingsFile['remove']>>;

/** Does the edit while calls that `hits` picks fail with this code; the number counts all calls from 1. */
async function editWith(
  edit: Edit,
  code: string,
  hits: (call: FileCall, at: number) => boolean,
): Promise<{ outcome: Outcome; hit: FileCall[] }> {
  const hit: FileCall[] = [];
  let at = 0;
  stop = observeFileCalls({
    before(call) {
      at += 1;
      if (!hits(call, at)) return;
      hit.push(call);
      // A full disk takes a part first.
      if (code === 'ENOSPC' || code === 'EDQUOT') call.writeHalf?.();
      throw systemError(code, call);
    },
  });
  const outcome = await edits[edit]();
  stop();
  return { outcome, hit };
}

/** How often an edit calls the file system, when nothing fails; and what it makes of the settings. */
async function whole(edit: Edit): Promise<{ calls: number; made: string }> {
  await makeHome(edit);
  let calls = 0;
  stop = observeFileCalls({
    before() {
      calls += 1;
    },
  });
  expect(await edits[edit]()).toMatchObject({ ok: true });
  stop();
  return { calls, made: readFileSync(path, 'utf8') };
}

const temporaryFiles = (): string[] =>
  readdirSync(join(folder, 'home'), { recursive: true })
    .map(String)
    .filter((each) => each.endsWith('.convene-new'));

const codes = ['ENOSPC', 'EDQUOT', 'EIO', 'EXDEV', 'EACCES', 'EPERM', 'EROFS', 'EMFILE'];
const fitting = ['storage-failed', 'config-not-writable', 'config-unreadable'];

describe.each(['put', 'remove'] as const)('settings whose “%s” fails', (edit) => {
  it.each(codes)('with %s at any call are unchanged, or new and whole, and it is told', async (code) => {
    const { calls, made } = await whole(edit);
    let refused = 0;
    for (let nth = 1; nth <= calls; nth += 1) {
      await makeHome(edit);
      const old = readFileSync(path, 'utf8');
      const { outcome, hit } = await editWith(edit, code, (_call, at) => at === nth);
      const what = `${hit[0]?.name} of ${hit[0]?.path}, call ${nth}: ${JSON.stringify(outcome)}`;
      const found = readFileSync(path, 'utf8');
      if (outcome.ok) expect(found, what).toBe(made);
      else {
        refused += 1;
        expect([old, made].includes(found), what).toBe(true);
        expect(fitting, what).toContain(outcome.error.code);
        expect(failureMessage(outcome.error).todo, what).toContain(outcome.error.path ?? 'no path');
      }
      // What the system doesn't let us remove is left to the next start.
      const removable = temporaryFiles().filter(
        (file) => !(hit[0]?.name === 'unlink' && hit[0].path.endsWith(file)),
      );
      expect(removable, what).toEqual([]);
    }
    expect(refused).toBeGreaterThan(calls / 4);
  });
});
