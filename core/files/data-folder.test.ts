import { expect, it } from 'vitest';
import { dataFolder } from './data-folder.ts';

it.each([
  ['linux', {}, '/home/ana', '/home/ana/.config/Convene Companion'],
  ['linux', { XDG_CONFIG_HOME: '/config' }, '/home/ana', '/config/Convene Companion'],
  ['darwin', {}, '/Users/ana', '/Users/ana/Library/Application Support/Convene Companion'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\ana\\AppData\\Roaming' },
    'C:\\Users\\ana',
    'C:\\Users\\ana\\AppData\\Roaming\\Convene Companion',
  ],
  ['win32', {}, 'C:\\Users\\ana', 'C:\\Users\\ana\\AppData\\Roaming\\Convene Companion'],
  ['linux', { CONVENE_COMPANION_HOME: '/elsewhere' }, '/home/ana', '/elsewhere'],
] as const)(
  'on %s with %j the companion keeps its files in its own folder',
  (platform, env, home, folder) => {
    expect(dataFolder({ platform, env, home })).toBe(folder);
  },
);
