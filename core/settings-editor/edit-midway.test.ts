import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observeFileCalls } from '../../testing/faults/file-calls.ts';
import { createSettingsFile } from './settings-file.ts';

const name = 'convene-market';
const entry = { command: '/opt/convene/bridge', args: ['c1'] };
const before = '{\n  "mcpServers": { "other": { "command": "node" } }\n}\n';

let root = '';
let homes = 0;
let stop = (): void => {};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'edit-midway-'));
});
afterEach(() => {
  stop();
  rmSync(root, { recursive: true });
});

function madeHome(): string {
  homes += 1;
  const home = join(root, `home-${homes}`);
  mkdirSync(join(home, 'claude'), { recursive: true });
  writeFileSync(join(home, 'claude/settings.json'), before);
  return home;
}

/** Adds our entry; somebody does this right before the call of that number. Answers how many calls there were. */
async function putWhile(home: string, nth: number, somebody: (call: string) => void) {
  let calls = 0;
  stop = observeFileCalls({
    before(call) {
      calls += 1;
      if (calls === nth) somebody(call.name);
    },
  });
  const path = join(home, 'claude/settings.json');
  const outcome = await createSettingsFile({ path, backupFolder: join(home, 'backups') }).put(name, entry);
  stop();
  return { outcome, calls };
}

const told = [
  'config-changed-meanwhile',
  'config-missing',
  'config-not-a-file',
  'config-unreadable',
  'config-not-writable',
  'storage-failed',
];

const midway = {
  'becomes a folder': {
    do(path: string) {
      rmSync(path);
      mkdirSync(path);
    },
    left: (path: string) => lstatSync(path).isDirectory(),
  },
  'becomes a link': {
    do(path: string) {
      rmSync(path);
      writeFileSync(join(dirname(dirname(path)), 'theirs.json'), '{}\n');
      symlinkSync('../theirs.json', path);
    },
    left: (path: string) => lstatSync(path).isSymbolicLink(),
  },
  'is deleted': {
    do: (path: string) => rmSync(path),
    left: (path: string) => !existsSync(path),
  },
  'is deleted with its folder': {
    do: (path: string) => rmSync(dirname(path), { recursive: true }),
    left: (path: string) => !existsSync(dirname(path)),
  },
} as const;

describe.each(Object.entries(midway))(
  'a settings file that %s before any call of an edit',
  (_title, event) => {
    it('stays what somebody made of it, and the edit that wasn’t done is told', async () => {
      const whole = await putWhile(madeHome(), 0, () => {});
      expect(whole.outcome).toMatchObject({ ok: true });
      const overwrittenAt: string[] = [];
      for (let nth = 1; nth <= whole.calls; nth += 1) {
        const home = madeHome();
        const path = join(home, 'claude/settings.json');
        // Stays empty where an edit took fewer calls than the first one did.
        let calledAt = '';
        const { outcome } = await putWhile(home, nth, (call) => {
          event.do(path);
          calledAt = call;
        });
        const what = `call ${nth}, ${calledAt}: ${JSON.stringify(outcome)}`;
        if (!outcome.ok) expect(told, what).toContain(outcome.error.code);
        const overwritten = existsSync(path) && lstatSync(path).isFile();
        if (overwritten && calledAt !== '') overwrittenAt.push(calledAt);
        if (overwritten) expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers[name], what).toEqual(entry);
        else expect(event.left(path), what).toBe(true);
        const beside = existsSync(dirname(path)) ? readdirSync(dirname(path)) : [];
        expect(
          beside.filter((each) => each.endsWith('convene-new')),
          what,
        ).toEqual([]);
      }
      // Only what happens between the last look and the renaming can't be seen.
      for (const call of overwrittenAt) expect(call).toBe('rename');
      expect(overwrittenAt.length).toBeLessThanOrEqual(1);
    });
  },
);
