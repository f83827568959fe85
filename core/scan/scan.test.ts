import { execFileSync } from 'node:child_process';
import { randomBytes, randomFillSync } from 'node:crypto';
import {
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tokenHint } from '../../shared/tokens.ts';
import { isLongRun } from '../../testing/long-runs.ts';
import { breakLines } from './break-lines.ts';
import type { FoundToken } from './found-token.ts';
import { readFoundToken } from './read-found.ts';
import { mostBytes } from './ripgrep.ts';
import { ripgrepPath } from './ripgrep-path.ts';
import { type ScanDeps, type ScanEnd, scan } from './scan.ts';
import { startingPoints } from './starting-points.ts';

const ripgrep = (): string => ripgrepPath(import.meta.filename);

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
  const end = await scan({ ripgrep, paths: [folder], onFound: (one) => found.push(one), ...options });
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

  it('is read again from its place, in any encoding', async () => {
    const text = `ünï 🥕 ${token}. And more.`;
    write('8', text);
    write('16', utf16(text, true));
    write('16-other', utf16(text, true).swap16());
    const { found } = await look();
    const read = await Promise.all(found.map(readFoundToken));
    expect(read).toEqual([0, 1, 2].map(() => ({ ok: true, value: token })));
  });

  it('is found with its line and column, whatever stands around it, in any encoding', async () => {
    const pieces = fc.array(fc.constantFrom('a', 'fm_org_', '\n', 'é', '_org_', '🥕', 'fm_', ' '), {
      maxLength: 400,
    });
    const files = fc.sample(fc.tuple(pieces, pieces, fc.constantFrom('8', 'le', 'be')), 150);
    const expected = files.map(([before, after, encoding], index) => {
      const lead = `${before.join('')} `;
      const text = `${lead}${token} ${after.join('')}`;
      const wide = utf16(text, true);
      write(`${index}`, encoding === '8' ? text : encoding === 'le' ? wide : wide.swap16());
      const lines = lead.split('\n');
      return `${index}:${lines.length}:${[...(lines.at(-1) ?? '')].length + 1}`;
    });
    expect((await look()).places).toEqual(expected.sort());
  });

  it.each([
    ['a picture', () => Buffer.concat([Buffer.from([0x89, 0x50, 0, 0]), Buffer.from(token)])],
    ['a name that goes on behind it', () => `key_${token}_old`],
    ['such a name in UTF-16', () => utf16(`key_${token}_old`, true)],
    ['zeros', () => Buffer.concat([Buffer.alloc(300_000), Buffer.from(`${token}\0`), Buffer.alloc(300_000)])],
    [
      'what begins as an archive does',
      () => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.from(token)]),
    ],
    ['UTF-16 within a program', () => Buffer.concat([Buffer.from([0x7f, 0, 1]), utf16(` ${token} `, false)])],
    [
      'UTF-16 behind other bytes',
      () => Buffer.concat([Buffer.alloc(5_000, 0xe9), utf16(token, false).swap16()]),
    ],
    [
      'a text that is UTF-16 by its mark alone',
      () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(token)]),
    ],
  ])('is found in %s', async (_what, content) => {
    write('any.bin', content());
    const { found } = await look();
    expect(found.map(({ hint }) => hint)).toEqual([tokenHint(token)]);
    expect(found[0] && (await readFoundToken(found[0]))).toEqual({ ok: true, value: token });
  });

  it('is found in a file whose name is no text', async () => {
    writeFileSync(Buffer.from(at('caf\xe9.txt'), 'latin1'), token);
    expect((await look()).places).toEqual(['caf\ufffd.txt:1:1']);
  });
});

describe('a file that is too big to be held', () => {
  const bigger = mostBytes + (3 << 20);
  it.each([
    ['letters without a line end', () => Buffer.alloc(bigger, 'x'), ' '],
    ['zeros', () => Buffer.alloc(bigger), ''],
    ['bytes of chance', () => randomFillSync(Buffer.alloc(bigger)), '\n'],
  ])('of %s is searched, also where a read ends', async (_what, content, gap) => {
    const bytes = content();
    const places = Array.from({ length: 8 }, (_, index) => (index + 1) * (1 << 20) - 10 - index * 5);
    for (const place of places) bytes.write(`${gap}${token}${gap || '\0'}`, place, 'latin1');
    write('big', bytes);
    const { found, end } = await look();
    expect(found.map(({ offset }) => offset)).toEqual(places.map((place) => place + gap.length));
    expect(end.bytes).toBe(bytes.length);
  });

  it('is searched when it is named', async () => {
    const bytes = Buffer.alloc(bigger);
    bytes.write(token, bigger - 100);
    const { found, end } = await look({ paths: [write('big', bytes)] });
    expect(found).toHaveLength(1);
    expect(end).toMatchObject({ files: 1, placesDone: 1, places: 1 });
  });

  it('of UTF-16 without a line end is searched', async () => {
    const text = utf16('x'.repeat(6 << 20), true);
    const wide = utf16(` ${token} `, false);
    wide.copy(text, (5 << 20) - 30);
    write('big', text);
    const { found } = await look();
    expect(found).toMatchObject([{ line: 1, hint: tokenHint(token) }]);
  });

  it('keeps the places of its bytes', async () => {
    const around = fc.uint8Array({ minLength: 1, maxLength: 3_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(around, { minLength: 1, maxLength: 5 }), async (chunks) => {
        const whole = Buffer.concat(chunks);
        const out = Buffer.concat(
          await Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
            .pipe(breakLines())
            .toArray(),
        );
        expect(out).toHaveLength(whole.length);
        const changed = [...out.keys()].filter((index) => out[index] !== whole[index]);
        expect(changed.every((index) => out[index] === 0x0a)).toBe(true);
      }),
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
    for (let file = 0; file < 10; file += 1) write(`bytes-${file}`, randomFillSync(Buffer.alloc(5_000_000)));
    for (let file = 0; file < 10; file += 1)
      write(`letters-${file}`, randomBytes(3_750_000).toString('base64url'));
    const { end, found } = await look();
    expect(end.bytes).toBe(100_000_000);
    expect(found).toEqual([]);
  });
});

describe('what isn’t looked into is counted', () => {
  it('a pipe and a socket, without waiting for either', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const server = createServer().listen(at('socket'));
    await new Promise((listening) => server.once('listening', listening));
    const { end } = await look();
    server.close();
    expect(end.skipped.special).toBe(2);
  });

  it('a pipe that was named, and named again as what isn’t known', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect((await look({ paths: [at('pipe')] })).end).toMatchObject({
      files: 0,
      skipped: { special: 1 },
      unread: [{ path: at('pipe'), reason: 'special' }],
    });
  });

  it('a file that can’t be read', async () => {
    // A regular file to whoever opens it, whose first byte can't be read.
    const { end } = await look({ paths: ['/proc/self/mem'] });
    expect(end.skipped.unreadable).toBe(1);
    expect(end.unread).toMatchObject([{ reason: 'unreadable' }]);
  });

  it('a key in somebody else’s file, which isn’t told', async () => {
    write('theirs', token);
    const other = (process.getuid?.() ?? 0) === 0 ? 65_534 : undefined;
    if (other !== undefined) chownSync(at('theirs'), other, other);
    const { end, found } = await look();
    expect([end.skipped['not-ours'], found.length]).toEqual(other === undefined ? [0, 1] : [1, 0]);
  });

  it('somebody else’s file that was named, and isn’t opened', async () => {
    const own = write('own', token);
    const { end, places } = await asOrdinaryPerson([folder, own], () =>
      look({ paths: [own, '/etc/passwd'] }),
    );
    expect([end.skipped['not-ours'], places]).toEqual([1, ['own:1:1']]);
    expect(end).toMatchObject({ files: 1, unread: [{ path: '/etc/passwd', reason: 'not-ours' }] });
  });

  it('a folder that was named and can’t be opened', async () => {
    const closed = at('closed');
    mkdirSync(closed, { mode: 0 });
    const { end } = await asOrdinaryPerson([folder, closed], () => look({ paths: [closed] }));
    expect(end.unread).toEqual([{ path: closed, reason: 'unreadable' }]);
  });
});

/** As root, which tests often run as, puts root's rights off for a while and gives these files away. */
async function asOrdinaryPerson<T>(files: readonly string[], work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  for (const path of files) chownSync(path, 65_534, 65_534);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

/** Paths of the files that this process has open. */
const openHere = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((file) => {
    try {
      return [readlinkSync(`/proc/self/fd/${file}`)];
    } catch {
      // Closed meanwhile, as the folder that was just read.
      return [];
    }
  });

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
      value: { folders: ['/'], files: [], bigFiles: [], unread: [], places: 1 },
    });
  });

  it.each([
    ['isn’t there', () => at('no-ripgrep')],
    ['ends before its work', () => '/bin/false'],
    [
      'has no package for this system',
      () => {
        throw new Error('no package');
      },
    ],
  ])('fails, instead of saying that nothing was found, when ripgrep %s', async (_what, missing) => {
    write('key', token);
    const end = await scan({ ripgrep: missing, paths: [folder], onFound: () => {} });
    expect(end).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('takes more files than one program takes arguments', async () => {
    const deep = 'd'.repeat(200);
    for (let index = 0; index < 3_000; index += 1)
      write(`${deep}/${deep}/${index}`, index % 1_000 === 0 ? token : '');
    const paths = Array.from({ length: 3_000 }, (_, index) => at(`${deep}/${deep}/${index}`));
    const { end, found } = await look({ paths });
    expect([end.files, end.placesDone, found.length]).toEqual([3_000, 3_000, 3]);
  });

  it('takes settings of ripgrep from nobody', async () => {
    write('key', token);
    vi.stubEnv('RIPGREP_CONFIG_PATH', write('ripgreprc', '--invert-match\n'));
    const { places } = await look();
    vi.unstubAllEnvs();
    expect(places).toEqual(['key:1:1']);
  });

  it('says which path isn’t there', async () => {
    const end = await scan({ ripgrep, paths: [folder, at('nowhere')], onFound: () => {} });
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

  it('tells how many of the places are done', async () => {
    const paths = ['a', 'b', 'c'].map((name) => join(write(`${name}/x`, 'text'), '..'));
    const told: string[] = [];
    await look({ paths, onProgress: ({ placesDone, places }) => told.push(`${placesDone} of ${places}`) });
    expect(told).toEqual(['1 of 3', '2 of 3', '3 of 3']);
  });

  it('goes on where another file was being searched when one went away', async () => {
    write('a/key', token);
    const { end, places } = await look({
      paths: [at('a'), write('gone', 'text')],
      onProgress: () => rmSync(at('gone'), { force: true }),
    });
    expect(places).toEqual(['a/key:1:1']);
    expect(end.skipped.vanished).toBe(1);
  });

  it('stops when told to, says so, and keeps what was found', async () => {
    const paths = ['a', 'b'].map((name) => join(write(`${name}/key`, token), '..'));
    const stop = new AbortController();
    const { end, places } = await look({ paths, signal: stop.signal, onProgress: () => stop.abort() });
    expect(end).toMatchObject({ cancelled: true, placesDone: 1 });
    expect(places).toEqual(['a/key:1:1']);
  });

  it('that was called off before it began looks at nothing', async () => {
    write('key', token);
    const { end } = await look({ signal: AbortSignal.abort() });
    expect(end).toMatchObject({ cancelled: true, files: 0 });
  });

  it('stops in the midst of a huge file, and closes it', async () => {
    const file = openSync(at('huge.log'), 'w');
    writeSync(file, token, 0);
    writeSync(file, 'end', 50_000_000_000);
    closeSync(file);
    const stop = new AbortController();
    const looking = look({ signal: stop.signal });
    await vi.waitFor(() => expect(openHere()).toContain(at('huge.log')), { timeout: 10_000, interval: 5 });
    stop.abort();
    expect((await looking).end.cancelled).toBe(true);
    expect(openHere()).not.toContain(at('huge.log'));
  });
});
