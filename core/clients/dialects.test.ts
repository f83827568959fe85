import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientId, clientIds } from '../../shared/clients.ts';
import { proposeRepair } from '../settings-editor/propose-repair.ts';
import { createSettingsFile } from '../settings-editor/settings-file.ts';
import { clientTable } from './table.ts';

const name = 'convene-quince-street';

/** What each program takes, as its own parser does; the source stands in the table. */
const inputs = {
  comments: '{\n  // the stall at the corner\n  "a": 1 /* two */\n}\n',
  trailingCommas: '{\n  "a": [1, 2,],\n}\n',
  byteOrderMark: '\ufeff{ "a": 1 }\n',
  empty: '',
  onlyComments: '// nothing set yet\n/* at all */\n',
} as const;
type Input = keyof typeof inputs;

const taken: Readonly<Record<ClientId, readonly Input[]>> = {
  'claude-desktop': [],
  'claude-code': [],
  cursor: ['empty'],
  vscode: ['comments', 'trailingCommas', 'byteOrderMark', 'empty', 'onlyComments'],
  windsurf: [],
  'gemini-cli': ['comments'],
  zed: ['comments', 'trailingCommas', 'empty', 'onlyComments'],
};

const codes: Readonly<Record<Input, string>> = {
  comments: 'config-not-json',
  trailingCommas: 'config-not-json',
  byteOrderMark: 'config-byte-order-mark',
  empty: 'config-empty',
  onlyComments: 'config-not-json',
};

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialects-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (client: ClientId) => {
  const { dialect } = clientTable[client];
  return createSettingsFile({ path, backupFolder: join(folder, 'backups'), dialect, client });
};
const entryOf = (client: ClientId) =>
  clientTable[client].entry({ command: '/opt/companion', args: [], env: {} }, 'connection-1');

const all = clientIds.flatMap((client) =>
  (Object.keys(inputs) as Input[]).map((input) => ({ client, input })),
);
const isTaken = ({ client, input }: (typeof all)[number]): boolean => taken[client].includes(input);

describe('a settings file as its program takes it', () => {
  it.each(all.filter(isTaken))('$client: $input gets our entry, and is as it was afterwards', async (one) => {
    const { client, input } = one;
    writeFileSync(path, inputs[input]);
    expect(await fileOf(client).put(name, entryOf(client))).toMatchObject({ ok: true });
    expect(await fileOf(client).entry(name)).toEqual({ ok: true, value: entryOf(client) });
    expect(await fileOf(client).remove(name)).toMatchObject({ ok: true });
    expect(readFileSync(path, 'utf8')).toBe(inputs[input]);
  });

  it.each(all.filter((one) => !isTaken(one)))(
    '$client: $input is refused, untouched, and repaired',
    async (one) => {
      const { client, input } = one;
      writeFileSync(path, inputs[input]);
      const isNothingToIt = input === 'onlyComments' && taken[client].includes('comments');
      const code = isNothingToIt ? 'config-empty' : codes[input];
      expect(await fileOf(client).put(name, entryOf(client))).toMatchObject({
        ok: false,
        error: { code, client },
      });
      expect(readFileSync(path, 'utf8')).toBe(inputs[input]);
      const repair = proposeRepair(Buffer.from(inputs[input]), clientTable[client].dialect);
      if (!repair.ok) throw new Error(repair.error.code);
      writeFileSync(path, repair.value.bytes);
      expect(await fileOf(client).put(name, entryOf(client))).toMatchObject({ ok: true });
    },
  );

  it('says from where it is known', () => {
    for (const client of clientIds)
      expect(clientTable[client].dialectSource).toMatch(
        /^(?:[\w-]+\/[\w.-]+ (?:#\d+|\S+\/\S+)|https:\/\/\S+)$/,
      );
  });
});
