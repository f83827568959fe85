import { expect, it } from 'vitest';
import { dataFolder, formerDataFolder } from './data-folder.ts';

it.each([
  ['linux', {}, '/home/ana', '/home/ana/.config/Convene Companion'],
  ['linux', { XDG_CONFIG_HOME: '/config' }, '/home/ana', '/config/Convene Companion'],
  ['darwin', {}, '/Users/ana', '/Users/ana/Library/Application Support/Convene Companion'],
  [
    'win32',
    { LOCALAPPDATA: 'D:\\Local', APPDATA: 'D:\\Roaming' },
    'C:\\Users\\ana',
    'D:\\Local\\Convene Companion\\Data',
  ],
  ['win32', {}, 'C:\\Users\\ana', 'C:\\Users\\ana\\AppData\\Local\\Convene Companion\\Data'],
  ['linux', { CONVENE_COMPANION_HOME: '/elsewhere' }, '/home/ana', '/elsewhere'],
] as const)(
  'on %s with %j the companion keeps its files in its own folder',
  (platform, env, home, folder) => {
    expect(dataFolder({ platform, env, home })).toBe(folder);
  },
);

it('only Windows had them where a profile carries them to other computers', () => {
  const env = { APPDATA: 'D:\\Roaming' };
  expect(formerDataFolder({ platform: 'win32', env, home: 'C:\\Users\\ana' })).toBe(
    'D:\\Roaming\\Convene Companion',
  );
  expect(formerDataFolder({ platform: 'linux', env, home: '/home/ana' })).toBeUndefined();
  const chosen = { ...env, CONVENE_COMPANION_HOME: 'E:\\ours' };
  expect(formerDataFolder({ platform: 'win32', env: chosen, home: 'C:\\Users\\ana' })).toBeUndefined();
});
