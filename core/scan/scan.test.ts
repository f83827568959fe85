import { execFileSync } from 'node:child_process';
import { randomBytes, randomFillSync } from 'node:crypto';
import {
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenHint } from '../../shared/tokens.ts';
import { isLongRun } from '../../testing/long-runs.ts';
import { type ScanDeps, type ScanEnd, scan } from './scan.ts';
import { type FoundToken, searchFile } from './search-file.ts';
import { startingPoints } from './starting-points.ts';
import { searchWindow } from './token-search.ts';

const worker = resolve('out/programs/scan-worker.cjs');

let folder = '';
let token = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'));
  token = `fm_org_${randomBytes(16).toString('hex')}`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
function write(name: string, content: string | Buffer): string {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

async function look(
  options: Partial<ScanDeps> = {},
): Promise<{ end: ScanEnd; found: FoundToken[]; places: string[] }> {
  const found: FoundToken[] = [];
  const end = await scan({ worker, paths: [folder], onFound: (one) => found.push(one), ...options });
  if (!end.ok) throw new Error(JSON.stringify(end.error));
  const places = found.map(({ path, line, column }) => `${path.slice(folder.length + 1)}:${line}:${column}`);
  return { end: end.value, found, places: places.sort() };
}

const utf16 = (text: string, mark: boolean): Buffer =>
  Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
const long = 'word '.repeat(200_000);

describe('a key in a file', () => {
  const cases: readonly [what: string, content: () => string | Buffer, place: string][] = [
    ['in a line of its own', () => `one\n${token}\nthree\n`, '2:1'],
    ['at the very start, and nothing else', () => token, '1:1'],
    ['at the end, without a line end', () => `one\ntwo ${token}`, '2:5'],
    ['in a file with Windows line ends', () => `one\r\ntwo\r\nkey=${token}\r\n`, '3:5'],
    ['in minified JSON', () => `{"a":1,"key":"${token}","b":2}`, '1:15'],
    ['in a line of a megabyte', () => `first\n${long}${token} ${long}`, '2:1000001'],
    ['after letters with accents and an emoji', () => `ünïcödé 🥕 ${token}`, '1:11'],
    ['after a byte order mark', () => `\ufeff${token}`, '1:1'],
    [
      'after bytes that are no text',
      () => Buffer.from(`\xff\xfe\x80 \xc3( ${token}`, 'latin1').subarray(2),
      '1:5',
    ],
    ['in UTF-16 with its mark', () => utf16(`one\r\ntwo ${token}\r\n`, true), '2:5'],
    ['in UTF-16 the other way round', () => utf16(`one\r\ntwo ${token}\r\n`, true).swap16(), '2:5'],
    ['in UTF-16 without a mark', () => utf16(`one\ntwo ${token}\nthree and so on`, false), '2:5'],
    ['in UTF-16 the other way round, without a mark', () => utf16(`one\n${token}`, false).swap16(), '2:1'],
    ['glued to other letters', () => `key${token}`, '1:4'],
    ['in a variable', () => `export KEY='${token}' # mine`, '1:13'],
  ];

  it.each(cases)('is found %s', async (_what, content, place) => {
    write('notes.txt', content());
    const { found, places } = await look();
    expect(places).toEqual([`notes.txt:${place}`]);
    expect(found[0]?.hint).toBe(tokenHint(token));
  });

  it('is told by its four last letters only', async () => {
    write('notes.txt', token);
    expect(JSON.stringify(await look())).not.toContain(token.slice(0, -4));
  });

  it('is found at each of its places', async () => {
    write('deep/er/a.env', `${token} ${token}\n${token}`);
    expect((await look()).places).toEqual(['deep/er/a.env:1:1', 'deep/er/a.env:1:41', 'deep/er/a.env:2:1']);
  });

  it('a thousand times over in one file is told a hundred times and counted', async () => {
    write('keys.txt', `${token}\n`.repeat(1_000));
    const { end, found } = await look();
    expect(found).toHaveLength(100);
    expect(end.more).toBe(900);
    expect(found.at(-1)?.line).toBe(100);
  });

  it('is found wherever a read ends in the midst of it', async () => {
    const edge = 1 << 20;
    for (let over = 0; over <= token.length; over += 1)
      write(`edge-${over}`, `${'x'.repeat(edge - over - 1)}\n${token}\nmore`);
    expect((await look()).places).toHaveLength(token.length + 1);
  });

  it('is found at the end of a file of whole pages, and of one byte more or less', async () => {
    const lengths = [4_095, 4_096, 4_097, 8_191, 8_192, 8_193];
    for (const length of lengths) write(`of-${length}`, token.padStart(length));
    expect((await look()).places).toEqual(
      lengths.map((length) => `of-${length}:1:${length - token.length + 1}`),
    );
  });

  it('is found by reads of any size, in any encoding, with its line and column', () => {
    const path = at('any');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'fm_org_', '\n', 'é', '_org_', '🥕', 'fm_', ' '), { maxLength: 400 }),
        fc.array(fc.constantFrom('a', '\n', '_org_', '€', ' '), { maxLength: 400 }),
        fc.integer({ min: 1_200, max: 3_000 }),
        fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
        fc.boolean(),
        (before, after, windowBytes, encoding, endsWithinPage) => {
          const lead = `${before.join('')} `;
          const text = `${lead}${token} ${after.join('')}`;
          const wide = utf16(text, true);
          writeFileSync(path, encoding === 'utf-8' ? text : encoding === 'utf-16le' ? wide : wide.swap16());
          const look = searchFile(path, {
            window: Buffer.alloc(windowBytes),
            uid: undefined,
            endsWithinPage,
            isCancelled: () => false,
            onBytes: () => {},
          });
          const lines = lead.split('\n');
          expect(look.found).toMatchObject([
            {
              hint: tokenHint(token),
              line: lines.length,
              column: [...(lines.at(-1) ?? '')].length + 1,
              encoding,
            },
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what is no key', () => {
  // Put together here, so that nothing in this project looks like a key.
  const key = (body: string, prefix = 'org'): string => ['fm', prefix, body].join('_');
  it.each([
    ['its beginning alone', key('')],
    ['a hint', key('…a1b2')],
    ['a placeholder in capitals', key('YOUR_KEY_HERE_PLEASE_REPLACE_IT')],
    ['a short example', key('abc123')],
    ['one in capitals', key('ABCDEFGHIJKLMNOPQRSTUVWX').toUpperCase()],
    ['a session', key('abcdefghijklmnopqrstuvwxyz', 'session')],
  ])('isn’t taken for one: %s', async (_what, text) => {
    write('readme.md', `${text}\n`);
    expect((await look()).found).toEqual([]);
  });

  it('isn’t found in a hundred megabytes of chance', async () => {
    for (let file = 0; file < 5; file += 1) {
      write(`letters-${file}`, randomBytes(7_500_000).toString('base64url'));
      const bytes = randomFillSync(Buffer.alloc(10_000_000));
      // A zero would end the look at once, as it does for pictures and programs.
      for (let index = bytes.indexOf(0); index >= 0; index = bytes.indexOf(0, index)) bytes[index] = 0x5f;
      write(`bytes-${file}`, bytes);
    }
    const { end, found } = await look();
    expect(end.bytes).toBe(100_000_000);
    expect(found).toEqual([]);
  });
});

describe('what isn’t looked into is counted', () => {
  it.each([
    [
      'a picture',
      'photo.png',
      () => Buffer.concat([Buffer.from([0x89, 0x50, 0, 0]), Buffer.from(token)]),
      'binary',
    ],
    ['an archive, by its name', 'old.ZIP', () => token, 'archive'],
    [
      'an archive, by its first bytes',
      'backup',
      () => Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from(token)]),
      'archive',
    ],
  ] as const)('%s', async (_what, name, content, reason) => {
    write(name, content());
    const { end, found } = await look();
    expect(found).toEqual([]);
    expect(end.skipped[reason]).toBe(1);
    expect(end.files).toBe(0);
  });

  it('a pipe and a socket, without waiting for either', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const server = createServer().listen(at('socket'));
    await new Promise((listening) => server.once('listening', listening));
    const { end } = await look();
    server.close();
    expect(end.skipped.special).toBe(2);
  });

  it('a pipe that was named', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect((await look({ paths: [at('pipe')] })).end).toMatchObject({ files: 0, skipped: { special: 1 } });
  });

  it('a file that can’t be read', async () => {
    // A regular file to whoever opens it, whose first byte can't be read.
    expect((await look({ paths: ['/proc/self/mem'] })).end.skipped.unreadable).toBe(1);
  });

  it('a file whose name is no text, which is still there', async () => {
    writeFileSync(Buffer.from(at('caf\xe9.txt'), 'latin1'), token);
    expect((await look()).end.skipped).toMatchObject({ unreadable: 1, vanished: 0 });
  });

  it('somebody else’s file', async () => {
    write('theirs', token);
    const other = (process.getuid?.() ?? 0) === 0 ? 65_534 : undefined;
    if (other !== undefined) chownSync(at('theirs'), other, other);
    const { end, found } = await look();
    expect([end.skipped['not-ours'], found.length]).toEqual(other === undefined ? [0, 1] : [1, 0]);
  });

  it('somebody else’s file, by a person who may read it, and not a file of their own', async () => {
    const [own, copy] = [write('own', token), write('worker.cjs', readFileSync(worker))];
    const { end, places } = await asOrdinaryPerson([folder, own, copy], () =>
      look({ worker: copy, paths: [own, '/etc/passwd'] }),
    );
    expect([end.skipped['not-ours'], places]).toEqual([1, ['own:1:1']]);
  });

  it('the time of a file’s last reading stays as it was', async () => {
    const [own, copy] = [write('own', token), write('worker.cjs', readFileSync(worker))];
    const long = new Date('2001-02-03T04:05:06Z');
    utimesSync(own, long, long);
    await asOrdinaryPerson([folder, own, copy], () => look({ worker: copy, paths: [own] }));
    expect(statSync(own).atime).toEqual(process.platform === 'linux' ? long : expect.any(Date));
  });
});

/** As root, which tests often run as, puts root's rights off for a while and gives these files away. */
async function asOrdinaryPerson<T>(files: readonly string[], look: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return look();
  for (const path of files) chownSync(path, 65_534, 65_534);
  process.seteuid?.(65_534);
  try {
    return await look();
  } finally {
    process.seteuid?.(0);
  }
}

describe('looking', () => {
  it('follows no link, so that a loop has an end and no file is seen twice', async () => {
    write('real/key', token);
    symlinkSync(folder, at('real/loop'));
    symlinkSync(at('real/key'), at('another-name'));
    expect((await look()).places).toEqual(['real/key:1:1']);
  });

  it('begins where a link leads that was named, and each place once', async () => {
    write('real/key', token);
    symlinkSync(at('real'), at('link'));
    const { places } = await look({ paths: [at('link'), at('real'), at('real/key')] });
    expect(places).toEqual(['real/key:1:1']);
  });

  it('begins at the top when that is named too', async () => {
    expect(await startingPoints([folder, '/', write('key', token)])).toEqual({
      ok: true,
      value: { folders: ['/'], files: [], special: 0 },
    });
  });

  it('fails, instead of waiting for ever, when its worker can’t start', async () => {
    for (let index = 0; index < 2_000; index += 1) write(`${index}`, '');
    const paths = Array.from({ length: 2_000 }, (_, index) => at(`${index}`));
    const end = await scan({ worker: at('no-worker.cjs'), paths, onFound: () => {} });
    expect(end).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('fails when its worker ends before its work', async () => {
    const gone = write(
      'gone.cjs',
      "require('node:worker_threads').parentPort.once('message', () => process.exit());",
    );
    const end = await scan({ worker: gone, paths: [folder], onFound: () => {} });
    expect(end).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('goes through a folder of more folders than a call takes arguments', async () => {
    const wide = write(
      'wide.cjs',
      `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', (task) => {
        const files = task.folders.length > 0 ? Array(200_000).fill([]) : [];
        if (files.length > 0) parentPort.postMessage({ kind: 'more-to-do', folders: [], files });
        parentPort.postMessage({ kind: 'done', files: 1, bytes: 0, skipped: {}, found: [], more: 0 });
      });`,
    );
    const stop = new AbortController();
    const onProgress = ({ files }: { files: number }) => {
      // All are taken in by then; in a short run it needn't be waited for until each is looked at.
      if (files > 1 && !isLongRun) stop.abort();
    };
    const { end } = await look({ worker: wide, workers: 1, signal: stop.signal, onProgress });
    if (isLongRun) expect(end.files).toBe(200_001);
    else expect(end).toMatchObject({ cancelled: true, files: expect.any(Number) });
    expect(end.files).toBeGreaterThan(1);
  });

  it('says which path isn’t there', async () => {
    const end = await scan({ worker, paths: [folder, at('nowhere')], onFound: () => {} });
    expect(end).toMatchObject({ ok: false, error: { code: 'not-found', path: at('nowhere') } });
  });

  /** More than 32 bits count; `npm run test:long` takes one of ten gigabytes. */
  const hugeBytes = isLongRun ? 10_000_000_000 : 4_300_000_000;
  it(`survives a file of ${hugeBytes / 1e9} gigabytes`, async () => {
    const file = openSync(at('huge.log'), 'w');
    writeSync(file, `${'a log\n'.repeat(2_000)}${token}\n`, 0);
    writeSync(file, 'the end', hugeBytes);
    closeSync(file);
    const { end, places } = await look();
    expect(end.bytes).toBe(hugeBytes + 7);
    expect(places).toEqual(['huge.log:2001:1']);
  }, 120_000);

  it('tells places beyond ten gigabytes exactly', () => {
    const window = Buffer.from(`end ${token}`);
    expect(searchWindow(window, 10_000_000_000, 'utf-8', true).found).toMatchObject([
      { offset: 10_000_000_004, length: token.length },
    ]);
  });

  it('finds the same with one worker and with many', async () => {
    for (let index = 0; index < 300; index += 1)
      write(`${index % 7}/${index}.txt`, index % 3 === 0 ? `${index}\n${token}` : 'nothing');
    const [one, many] = [await look({ workers: 1 }), await look({ workers: 4 })];
    expect(one.places).toHaveLength(100);
    expect(many.places).toEqual(one.places);
    expect(many.end).toEqual(one.end);
  });

  it('tells how far it is', async () => {
    for (let index = 0; index < 500; index += 1) write(`${index}.txt`, 'text');
    const told: number[] = [];
    const { end } = await look({ onProgress: ({ files }) => told.push(files) });
    expect(told.at(-1)).toBe(end.files);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it('stops when told to, says so, and keeps what was found', async () => {
    for (let index = 0; index < 2_000; index += 1) write(`${index % 40}/${index}.txt`, token);
    const stop = new AbortController();
    const { end, found } = await look({ signal: stop.signal, onProgress: () => stop.abort() });
    expect(end.cancelled).toBe(true);
    expect(end.files).toBeLessThan(2_000);
    expect(found).toHaveLength(end.files);
  });

  it('that was called off before it began looks at nothing', async () => {
    write('key', token);
    const { end } = await look({ signal: AbortSignal.abort() });
    expect(end).toMatchObject({ cancelled: true, files: 0 });
  });

  it('stops in the midst of a huge file', async () => {
    const file = openSync(at('huge.log'), 'w');
    writeSync(file, 'a log\n'.repeat(2_000), 0);
    writeSync(file, 'end', 50_000_000_000);
    closeSync(file);
    const stop = new AbortController();
    const { end } = await look({ signal: stop.signal, onProgress: () => stop.abort() });
    expect(end.cancelled).toBe(true);
    expect(end.bytes).toBeLessThan(50_000_000_000);
  });

  it('of a folder whose files go away meanwhile ends', async () => {
    for (let index = 0; index < 3_000; index += 1) write(`${index % 30}/${index}.txt`, 'text');
    const looking = look({ onProgress: () => rmSync(at('29'), { recursive: true, force: true }) });
    const { end } = await looking;
    expect(end.files + end.skipped.vanished + end.skipped.unreadable).toBeGreaterThan(2_800);
  });
});
