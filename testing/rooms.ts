import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** The folders of the project that hold code. */
export const rooms = [
  'shared',
  'core',
  'main',
  'preload',
  'renderer',
  'bridge',
  'cli',
  'demo',
  'testing',
  'e2e',
  'scripts',
  'bench',
] as const;

/** Every file of code in the rooms, by its path from the root, with slashes. */
export const codeFiles = (): string[] =>
  rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => `${room}/${path.replaceAll('\\', '/')}`),
  );
