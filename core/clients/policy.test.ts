import { describe, expect, it } from 'vitest';
import { localServersAllowed, readMacPolicy, readWindowsPolicy, windowsPolicyCommand } from './policy.ts';

describe('a policy against local servers', () => {
  it.each([
    ['0\n', true],
    ['1\n', false],
    ['', false],
  ])('on a Mac, told as %j', (said, forbidden) => {
    expect(readMacPolicy(said)).toBe(forbidden);
  });

  const told = (value: string): string =>
    `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Claude\r\n    isLocalDevMcpEnabled    ${value}\r\n\r\n`;
  it.each([
    [told('REG_DWORD    0x0'), true],
    [told('REG_DWORD    0x1'), false],
    [told('REG_SZ    false'), true],
    ['', false],
  ])('on Windows, told as %j', (said, forbidden) => {
    expect(readWindowsPolicy(said)).toBe(forbidden);
  });

  it('on Windows is asked of Windows’ own program', () => {
    const { file, args } = windowsPolicyCommand('HKLM');
    expect(file).toBe('C:\\Windows\\System32\\reg.exe');
    expect(args).toEqual(['query', 'HKLM\\SOFTWARE\\Policies\\Claude', '/v', 'isLocalDevMcpEnabled']);
  });

  it('isn’t known on Linux, and is about Claude Desktop only', async () => {
    expect(await localServersAllowed('claude-desktop', 'linux')).toMatchObject({ ok: true });
    expect(await localServersAllowed('cursor', 'darwin')).toMatchObject({ ok: true });
  });
});
