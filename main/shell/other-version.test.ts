import { expect, it } from 'vitest';
import { otherVersion } from './other-version.ts';

it('another version is told with both', () => {
  expect(otherVersion('0.1.0', { version: '0.2.0-beta.1' })).toEqual({
    kind: 'other-version',
    running: '0.1.0',
    opened: '0.2.0-beta.1',
  });
});

it.each([
  ['the same version', { version: '0.1.0' }],
  ['nothing, as earlier versions do', undefined],
  ['null', null],
  ['no text', { version: 2 }],
  ['a text that is no version', { version: '<b>0.2.0</b>' }],
])('%s tells nothing', (_what, about) => {
  expect(otherVersion('0.1.0', about)).toBeUndefined();
});
