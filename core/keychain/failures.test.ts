import { describe, expect, it } from 'vitest';
import { keychainFailure, keychainSilent } from './failures.ts';

const told = (words: string, platform: NodeJS.Platform) =>
  keychainFailure({ id: 1, kind: 'refused', words }, platform);

describe('the words of a keychain', () => {
  it.each([
    ['linux', 'Cannot create an item in a locked collection', 'keychain-locked'],
    ['linux', 'Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'keychain-locked'],
    ['linux', 'Object does not exist at path “/org/freedesktop/secrets/session/s3”', 'keychain-failed'],
    ['linux', 'Could not connect: Connection refused', 'keychain-no-bus'],
    ['linux', 'Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychain-no-bus'],
    [
      'linux',
      'The name org.freedesktop.secrets was not provided by any .service files',
      'keychain-no-service',
    ],
    ['linux', 'The connection is closed', 'keychain-no-service'],
    ['linux', 'No space left on device', 'keychain-failed'],
    ['darwin', 'User interaction is not allowed.', 'keychain-locked'],
    ['darwin', 'The user name or passphrase you entered is not correct.', 'keychain-locked'],
    ['darwin', 'User canceled the operation.', 'keychain-asks'],
    ['win32', 'The stub received bad data.', 'keychain-entry-too-large'],
    ['darwin', 'A default keychain could not be found.', 'keychain-no-service'],
    ['darwin', 'No keychain is available. You may need to restart your computer.', 'keychain-no-service'],
    ['darwin', 'An unknown error occurred.', 'keychain-failed'],
    [
      'win32',
      'A specified logon session does not exist. It may already have been terminated.',
      'keychain-no-service',
    ],
    ['win32', 'The parameter is incorrect.', 'keychain-failed'],
  ] as const)('on %s “%s” mean %s', (platform, words, code) => {
    expect(told(words, platform)).toMatchObject({ code, detail: words });
  });

  it.each([
    ['darwin', 'keychain-asks'],
    ['win32', 'keychain-silent'],
    ['linux', 'keychain-silent'],
  ] as const)('on %s no answer in time means %s', (platform, code) => {
    expect(keychainSilent('no answer in time', platform).code).toBe(code);
  });

  it.each(['darwin', 'win32'] as const)('on %s never name a Debian package', (platform) => {
    const failures = [
      told('Could not connect', platform),
      keychainFailure({ id: 1, kind: 'not-loaded', words: 'Failed to load' }, platform),
    ];
    expect(JSON.stringify(failures)).not.toContain('apt-get');
  });
});
