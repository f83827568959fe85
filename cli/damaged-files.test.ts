/**
 * Every state file of the companion, damaged in every way, with and without its last good copy, and what each command answers
 * and does then: by the words, the files, the keychain and the server's database.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BusyWorld, createBusyWorld } from '../testing/busy-world.ts';
import { asOrdinaryUser, type Damage, damageKinds, damages, whatIsAt } from '../testing/damages.ts';
import { isLongRun } from '../testing/long-runs.ts';
import { type Heard, runHere } from './testing/run-here.ts';

const stateFiles = [
  'account.json',
  'audit-exports.json',
  'audit-looked.json',
  'computer.json',
  'connections.json',
  'incidents.json',
  'known-keys.json',
  'login-item.json',
  'made-here.json',
  'practice.json',
  'preferences.json',
  'proofs.json',
  'reminders.json',
  'settings-places.json',
  'watch.json',
] as const;
const operationKinds = ['connect', 'disconnect', 'handover', 'renaming', 'rotation'] as const;
const operationFiles = operationKinds.map((kind) => `operations/${kind}` as const);
/** Read only where an entry is put in or taken out: how it stood there, which costs a blank line at most. */
const edits = 'backups/edits.json';
const names = [...stateFiles, edits, ...operationFiles] as const;
type Name = (typeof names)[number];

/** What each tells that nothing else does, so that no command may do as if there were none. */
const tellOfKeys: readonly Name[] = [
  'connections.json',
  'proofs.json',
  'incidents.json',
  ...operationFiles.filter((name) => name !== 'operations/renaming'),
];
/** What Convene, the keychain or the person tells anew. */
const hadAgain: readonly Name[] = ['account.json', 'known-keys.json'];

let world: BusyWorld;
beforeAll(async () => {
  world = await createBusyWorld();
});
beforeEach(() => world.restore());
afterAll(() => world.end());

const run = (...args: string[]): Promise<Heard> =>
  asOrdinaryUser(() =>
    runHere(args, {
      env: { ...world.programEnv, PATH: process.env.PATH },
      home: world.home,
      secrets: world.keyring.open(),
      bridge: 'here',
      claude: world.obedientClaude,
    }),
  );

/** The file of that name; of operations the one that is there, or one like those that are. */
function pathOf(name: Name): string {
  const operations = join(world.folder, 'operations');
  const kind = operationKinds.find((one) => name === `operations/${one}`);
  if (!kind) return join(world.folder, name);
  const there = readdirSync(operations).find((file) => file.startsWith(`${kind}.`) && file.endsWith('.json'));
  return join(operations, there ?? `${kind}.claude-desktop.json`);
}

interface Case {
  readonly name: Name;
  readonly damage: Damage;
  readonly copy: 'with' | 'without';
}

/** Damages it; answers its path, and what stands there then. */
function apply({ name, damage, copy }: Case): { path: string; left: string } {
  const path = pathOf(name);
  if (copy === 'without') rmSync(`${path}.last`, { force: true });
  // An operation of which none is under way: half of it is as bad as of any other.
  if (!existsSync(path)) writeFileSync(path, '{ "version": 1, "kind": "another" }');
  damages[damage](path);
  return { path, left: whatIsAt(path) };
}

/** Everything of ours that can be read, by its path. */
const readable = (): Map<string, string> =>
  new Map(
    readdirSync(world.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, whatIsAt(path)]),
  );

const said = ({ out, err }: Heard): string => `${out}${err}`;
const setAside = (path: string): string[] =>
  readdirSync(join(path, '..'))
    .filter((file) => join(path, '..', file).startsWith(`${path}.damaged-`))
    .map((file) => whatIsAt(join(path, '..', file)));

/** What a companion of today can't say of its own, in any answer. */
const allIsWell = [
  'Nothing stays behind',
  'There was no incident',
  'is not connected',
  'No key is due',
  'No key that is held here is due',
  'Nobody is signed in',
  'doesn’t hold that key',
] as const;

/** Those of which a usual run tries less: nothing of keys or people is in them. */
const less: readonly Name[] = [
  'preferences.json',
  'computer.json',
  'operations/renaming',
  'audit-exports.json',
  'audit-looked.json',
  'login-item.json',
  'practice.json',
  'settings-places.json',
  'watch.json',
  edits,
];
const fewDamages: readonly Damage[] = ['zero length', 'another version', 'another user’s'];

/** All of them in `npm run test:long`. */
const isTried = ({ name, damage, copy }: Case): boolean =>
  isLongRun || fewDamages.includes(damage) || (copy === 'without' && !less.includes(name));

const cases: Case[] = names.flatMap((name) =>
  damageKinds.flatMap((damage) =>
    (['with', 'without'] as const)
      // Operations have no copy: each is about itself alone.
      .filter((copy) => copy === 'without' || !name.startsWith('operations/'))
      .map((copy) => ({ name, damage, copy }))
      .filter(isTried),
  ),
);
/** A newer companion’s is read by nobody, and its copy isn’t taken for it. */
const isLost = ({ copy, damage }: Case): boolean => copy === 'without' || damage === 'another version';

it('the table has every state file that core declares', () => {
  const sources = readdirSync('core', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join('core', path), 'utf8'));
  const declared = sources.flatMap((source) =>
    [...source.matchAll(/\.file\('([^']+)'/g)].map(([, name]) => name),
  );
  expect(declared.sort()).toEqual([...stateFiles].sort());
});

describe.each(names)('%s', (name) => {
  it.each(cases.filter((one) => one.name === name))('of $damage, $copy its copy', async (one) => {
    const { damage } = one;
    const { path, left } = apply(one);
    const lost = isLost(one);
    const before = { files: readable(), secrets: new Map(world.kept), live: world.liveOurs() };

    const status = await run('status');
    if (lost && !hadAgain.includes(name) && name !== edits) {
      expect(status.status).not.toBe(0);
      expect(status.out).toContain('can’t be read');
    }
    if (name === 'connections.json' && lost) {
      expect(status.out).not.toContain('is not connected');
      expect(status.out).toContain('Found again: Cursor starts our program');
      expect(status.out).toMatch(/May still work: .*“Cursor on Market office laptop”.*\/admin\/api_keys/);
    }
    expect(status.out).not.toContain('Nobody is signed in');

    const list = await run('incident', 'list');
    expect(said(list)).not.toContain('There was no incident');
    if (name === 'incidents.json' && lost) expect(list.status).not.toBe(0);
    else expect(list.out).toContain('Leaked key');

    const due = await run('due');
    expect(due.status).not.toBe(0);
    if (name !== 'reminders.json' || !lost) expect(due.out).toContain(world.names.due);

    // So far nothing was asked for: no secret went, and nothing that could be read.
    expect(new Map(world.kept)).toEqual(before.secrets);
    for (const [at, text] of before.files)
      if (at !== path && !mayChange(at)) expect([at, whatIsAt(at)]).toEqual([at, text]);
    if (lost && !hadAgain.includes(name)) expect(whatIsAt(path)).toBe(left);
    if (!lost && damage !== 'another user’s' && name !== edits) expect(setAside(path)).toContain(left);

    const revoked = await run('keys', 'revoke', world.names.other, '--yes');
    expect(revoked.status).toBe(0);
    expect(world.liveOurs()).not.toContain(world.names.other);

    const rotated = await run('rotate', world.names.connected);
    expect(said(rotated)).not.toContain('doesn’t hold that key');
    const ours = world.liveOurs().filter((key) => key.startsWith(world.names.connected));
    expect(ours).toEqual([world.names.connected]);
    expect(worksInKeychain(world.names.connected)).toBe(true);
    if (!lost || (name !== 'connections.json' && name !== 'account.json')) expect(rotated.status).toBe(0);

    const out = await run('logout');
    if (tellOfKeys.includes(name) && lost) {
      expect(out.status).not.toBe(0);
      expect(said(out)).not.toContain('Nothing stays behind');
      expect(said(out)).toContain('/admin/api_keys');
      expect(setAside(path)).toEqual([left]);
    }
    // What was made here is revoked, or named.
    const toldThere = name === 'proofs.json' && lost ? [world.names.revoking] : [];
    for (const key of world.liveOurs().filter((one) => ![...theirs, ...toldThere].includes(one)))
      expect(said(out)).toContain(key);
    expect(world.liveOurs().filter((key) => key.startsWith(world.names.connected))).toEqual([]);
    expect([...world.kept.keys()]).toEqual([]);
  });
});

/** Keys that nobody asked to be revoked. */
const theirs = ['ChatGPT on Barn', 'n8n on Barn'];

/** What may be written by looking alone: the last list, what the watch saw, what is open at Convene. */
const mayChange = (path: string): boolean =>
  /(?:known-keys|watch|proofs|incidents|account|audit-exports)\.json|operations/.test(path);

const worksInKeychain = (name: string): boolean =>
  [...world.kept.values()].some((text) => {
    const secret: { keyName?: string; token?: string } = JSON.parse(text);
    return secret.keyName === name && secret.token !== undefined && world.server.accepts(secret.token);
  });

it('says of nothing that all is well while all is unreadable', async () => {
  for (const name of names) {
    const path = pathOf(name);
    rmSync(`${path}.last`, { force: true });
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
  }
  for (const command of [
    ['status'],
    ['incident', 'list'],
    ['due'],
    ['rotate', '--due'],
    ['rotate'],
    ['keys', 'list'],
    ['logout'],
  ]) {
    const heard = await run(...command);
    for (const words of allIsWell)
      expect([command, said(heard)]).not.toEqual([command, expect.stringContaining(words)]);
    if (command[0] !== 'keys') expect([command, heard.status]).not.toEqual([command, 0]);
  }
});
