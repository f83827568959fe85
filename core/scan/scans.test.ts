import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScanFinding } from '../../shared/scan.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';
import { scanPlaces } from './places.ts';
import { askGit, hostileKinds, makeHostileRepository } from './testing/hostile-repository.ts';

let world: World;
let companion: Companion;
let home = '';
let token = '';
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  home = dirname(dirname(world.folder));
  ({ token } = world.server.createKey('Web shop on server'));
  await companion.keys.refresh();
});
afterEach(() => world.end());

function write(name: string, content: string): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
async function look(...paths: string[]): Promise<ScanFinding[]> {
  const begun = await companion.scan.start(paths);
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  await vi.waitFor(() => expect(companion.scan.view().state).toBe('ended'));
  const view = companion.scan.view();
  return view.state === 'ended' ? view.findings : [];
}
describe('a key that was found', () => {
  it('is named, with its place, and never shown', async () => {
    write('Documents/notes.txt', `one\nkey: ${token}\n`);
    const findings = await look(join(home, 'Documents'));
    expect(findings).toMatchObject([{ line: 2, column: 6, key: { is: 'live', name: 'Web shop on server' } }]);
    expect(JSON.stringify(companion.scan.view())).not.toContain(token.slice(7, -4));
  });

  it('that is revoked already is said to be', async () => {
    world.server.revokeKeyByHand('Web shop on server');
    await companion.keys.refresh();
    write('Documents/notes.txt', token);
    expect(await look(join(home, 'Documents'))).toMatchObject([{ key: { is: 'revoked' } }]);
  });

  it('that was made after the list was loaded is no stranger’s', async () => {
    const { token: newer } = world.server.createKey('ChatGPT on Front counter');
    write('Documents/notes.txt', newer);
    expect(await look(join(home, 'Documents'))).toMatchObject([
      { key: { is: 'live', name: 'ChatGPT on Front counter' } },
    ]);
  });

  it('is called no stranger’s while the list can’t be loaded anew', async () => {
    const { token: newer } = world.server.createKey('ChatGPT on Front counter');
    write('Documents/notes.txt', `${newer}\n${token}\n`);
    world.server.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
    const found = await look(join(home, 'Documents'));
    expect(found.map(({ key }) => key.is).sort()).toEqual(['live', 'no-list']);
  });

  it('is revoked from its place, with the proof that Convene refuses it', async () => {
    write('Documents/notes.txt', token);
    const [found] = await look(join(home, 'Documents'));
    const outcome = await companion.scan.revoke(found?.id ?? '');
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'refused' } });
    expect(world.server.accepts(token)).toBe(false);
    expect(companion.scan.view()).toMatchObject({ findings: [{ settled: 'revoked' }] });
  });

  it('isn’t settled while Convene calls it revoked and still accepts it', async () => {
    write('Documents/notes.txt', token);
    const [found] = await look(join(home, 'Documents'));
    const claim = revokedInNameOnly(world.server, 'Web shop on server');
    expect(await companion.scan.revoke(found?.id ?? '')).toMatchObject({
      error: { code: 'revoked-key-accepted', name: 'Web shop on server' },
    });
    expect(companion.scan.view()).not.toMatchObject({ findings: [{ settled: 'revoked' }] });
    // Revoked by being asked for again, and proven by the token that only the file has.
    claim.remove();
    await companion.keys.refresh();
    expect(world.server.accepts(token)).toBe(false);
    expect(await companion.scan.revoke(found?.id ?? '')).toMatchObject({ value: { kind: 'refused' } });
    expect(companion.scan.view()).toMatchObject({ findings: [{ settled: 'revoked' }] });
  });

  it('is not revoked when another stands in its place by now', async () => {
    const path = write('Documents/notes.txt', token);
    const [found] = await look(join(home, 'Documents'));
    writeFileSync(path, world.server.createKey('Another on server').token);
    expect(await companion.scan.revoke(found?.id ?? '')).toMatchObject({
      error: { code: 'entry-changed' },
    });
    expect(world.server.accepts(token)).toBe(true);
  });

  it.each(hostileKinds)('in a repository with %s starts nothing that the repository names', async (kind) => {
    const shop = join(home, 'projects/shop');
    const started = join(home, 'started');
    makeHostileRepository(shop, kind, { file: 'key.env', command: `touch '${started}'` });
    write('projects/shop/key.env', token);
    expect(await look(shop)).toHaveLength(1);
    expect(existsSync(started)).toBe(false);
    // And it would have been started by whoever asks git.
    askGit(shop, 'key.env');
    expect(existsSync(started)).toBe(true);
  });

  it('in a git repository is said to be in one', async () => {
    write('projects/shop/.git/HEAD', 'ref: refs/heads/main');
    write('projects/shop/key.env', token);
    write('Documents/notes.txt', token);
    const findings = await look(join(home, 'projects'), join(home, 'Documents'));
    const inGit = findings.map(({ path, inGitRepository }) => [basename(path), inGitRepository]);
    expect(Object.fromEntries(inGit)).toEqual({ 'key.env': true, 'notes.txt': false });
  });

  it('a thousand times over is listed a thousand times, and counted beyond that', async () => {
    for (let file = 0; file < 12; file += 1) write(`Documents/${file}.txt`, `${token}\n`.repeat(100));
    expect(await look(join(home, 'Documents'))).toHaveLength(1_000);
    expect(companion.scan.view()).toMatchObject({ moreFindings: 200 });
  });

  it('in a file that is named after it doesn’t tell it by the name, and is revoked all the same', async () => {
    write(`Documents/${token}.txt`, token);
    const [found] = await look(join(home, 'Documents'));
    expect(JSON.stringify(companion.scan.view())).not.toContain(token.slice(7, -4));
    expect(await companion.scan.revoke(found?.id ?? '')).toMatchObject({ value: { kind: 'refused' } });
  });

  it('leaves no trace of itself in the companion’s files', async () => {
    write('Documents/notes.txt', token);
    await look(join(home, 'Documents'));
    const own = world.files().filter(({ path }) => path.startsWith(world.folder));
    expect(own.filter(({ text }) => text.includes(token))).toEqual([]);
  });
});

describe('a look', () => {
  it('that is under way is not begun twice, and ends when it is called off', async () => {
    for (let index = 0; index < 3_000; index += 1) write(`Documents/${index % 50}/${index}.txt`, 'text');
    expect((await companion.scan.start([join(home, 'Documents')])).ok).toBe(true);
    expect(await companion.scan.start([home])).toMatchObject({ error: { code: 'busy' } });
    expect(await companion.scan.cancel()).toMatchObject({ state: 'ended', end: 'stopped' });
  });

  it('that can’t go on doesn’t pass for one that found nothing, or that was stopped', async () => {
    companion = await world.open({ ripgrep: () => join(home, 'no-ripgrep') });
    await look(home);
    expect(companion.scan.view()).toMatchObject({ state: 'ended', end: 'broken' });
  });

  it('of a folder that is gone by now says so, instead of having been called off', async () => {
    const gone = join(home, 'gone');
    expect(await companion.scan.start([gone])).toMatchObject({
      error: { code: 'not-found', path: gone },
    });
    expect(companion.scan.view().state).toBe('idle');
    expect((await companion.scan.start([home])).ok).toBe(true);
  });

  it('never proposes the whole home, however the desktop writes it', async () => {
    write('.config/user-dirs.dirs', 'XDG_DESKTOP_DIR="$HOME/"\nXDG_DOCUMENTS_DIR="$HOME"\n');
    const places = await scanPlaces({ env: {}, platform: 'linux', home });
    expect(places.filter(({ kind }) => kind === 'desktop' || kind === 'documents')).toEqual([]);
  });

  it('proposes the places that are there, each once', async () => {
    write('Documents/a', '');
    write('Projects/b', '');
    write('.bash_history', 'ls\n');
    write('.cursor/mcp.json', '{}');
    symlinkSync(join(home, 'Projects'), join(home, 'projects'));
    write('.config/user-dirs.dirs', 'XDG_DOWNLOAD_DIR="$HOME/Loads"\nXDG_DESKTOP_DIR="$HOME"\n');
    write('Loads/c', '');
    const places = await scanPlaces({ env: {}, platform: 'linux', home });
    expect(places.map(({ kind, path }) => `${kind} ${path.slice(home.length + 1)}`)).toEqual([
      'documents Documents',
      'downloads Loads',
      'projects projects',
      'shell-history .bash_history',
      'client-settings .config/Claude/claude_desktop_config.json',
      'client-settings .cursor/mcp.json',
    ]);
  });
});
