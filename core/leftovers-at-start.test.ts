import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram, startChild } from '../testing/faults/children.ts';
import { createMemoryWorld, settingsBefore, type World } from '../testing/world.ts';

let world: World;
let home = '';
beforeEach(async () => {
  world = await createMemoryWorld();
  home = dirname(dirname(world.folder));
});
afterEach(() => world.end());

/** Has a companion killed right before its first renaming: of the note where it puts, of the settings where it removes. */
async function killAnEdit(path: string, edit: 'put' | 'remove'): Promise<void> {
  const tools = join(home, 'tools');
  mkdirSync(tools);
  const program = await buildProgram('edit-program.ts', tools);
  const entry = { command: '/opt/convene/bridge', args: ['c1'] };
  const order = { path, backupFolder: join(world.folder, 'backups'), name: 'convene', entry };
  if (edit === 'remove') await startChild(program, { ...order, edit: 'put' }).ended;
  const killed = startChild(program, { ...order, edit, killBefore: 'rename' });
  expect((await killed.ended).signal).toBe('SIGKILL');
  rmSync(tools, { recursive: true });
}

/** Folders with half-written files in them. */
const leftIn = (): string[] =>
  readdirSync(home, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.convene-new'))
    .map((name) => dirname(name));

describe('what a killed edit left is gone after the next start', () => {
  it('beside the settings', async () => {
    await killAnEdit(world.configPath, 'remove');
    expect(leftIn()).toEqual([relative(home, dirname(world.configPath))]);
    await world.open();
    expect(leftIn()).toEqual([]);
  });

  it('beside the settings to which a link leads', async () => {
    mkdirSync(join(home, 'dotfiles'));
    renameSync(world.configPath, join(home, 'dotfiles/claude.json'));
    symlinkSync(join(home, 'dotfiles/claude.json'), world.configPath);
    await killAnEdit(world.configPath, 'remove');
    expect(leftIn()).toEqual(['dotfiles']);
    await world.open();
    expect(leftIn()).toEqual([]);
  });

  it('beside settings that lie elsewhere, once something is connected in them', async () => {
    const elsewhere = join(home, 'elsewhere/claude.json');
    mkdirSync(dirname(elsewhere));
    writeFileSync(elsewhere, settingsBefore);
    const { companion, connection } = await world.openConnected();
    await companion.connections.add({ ...connection, configPath: elsewhere });
    await killAnEdit(elsewhere, 'remove');
    expect(leftIn()).toEqual(['elsewhere']);
    await world.open();
    expect(leftIn()).toEqual([]);
  });

  it('beside the notes and the copies of settings', async () => {
    await killAnEdit(world.configPath, 'put');
    expect(leftIn()).toEqual([relative(home, join(world.folder, 'backups'))]);
    await world.open();
    expect(leftIn()).toEqual([]);
  });

  it('beside the companion’s own files', async () => {
    mkdirSync(world.folder);
    writeFileSync(join(world.folder, 'own.json'), settingsBefore);
    await killAnEdit(join(world.folder, 'own.json'), 'remove');
    expect(leftIn()).toEqual([relative(home, world.folder)]);
    await world.open();
    expect(leftIn()).toEqual([]);
  });
});
