import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ClientId } from '../../shared/clients.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { windowsProgram } from '../files/windows-program.ts';

/** Milliseconds for the system to say what its policies are. */
const deadlineMs = 5_000;

const run = promisify(execFile);

/**
 * Whether whoever manages this computer has switched off local servers in Claude Desktop (`isLocalDevMcpEnabled`).
 * On Linux no such policy is known. A system that can't be asked isn't taken for one that forbids; neither way has
 * ever run on macOS or Windows.
 */
export async function localServersAllowed(
  client: ClientId,
  platform: NodeJS.Platform,
): Promise<Result<void>> {
  if (client !== 'claude-desktop') return ok(undefined);
  const forbidden = platform === 'darwin' ? await onMac() : platform === 'win32' ? await onWindows() : false;
  return forbidden ? failed(failure('local-servers-forbidden')) : ok(undefined);
}

async function onMac(): Promise<boolean> {
  const domain = '/Library/Managed Preferences/com.anthropic.claudefordesktop';
  return readMacPolicy(await said('/usr/bin/defaults', ['read', domain, 'isLocalDevMcpEnabled']));
}

async function onWindows(): Promise<boolean> {
  const commands = (['HKLM', 'HKCU'] as const).map(windowsPolicyCommand);
  const answers = await Promise.all(commands.map(({ file, args }) => said(file, args)));
  return answers.some(readWindowsPolicy);
}

export const windowsPolicyCommand = (hive: 'HKLM' | 'HKCU') => ({
  file: windowsProgram('System32\\reg.exe'),
  args: ['query', `${hive}\\SOFTWARE\\Policies\\Claude`, '/v', 'isLocalDevMcpEnabled'],
});

/** What a command says; nothing where it fails, as it does when there is no such policy. */
async function said(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(command, args, { timeout: deadlineMs, windowsHide: true })).stdout;
  } catch {
    return '';
  }
}

/** `defaults read` says `0` for false. */
export const readMacPolicy = (text: string): boolean => /^(?:0|false|no)$/i.test(text.trim());

/** A line like `    isLocalDevMcpEnabled    REG_DWORD    0x0`. */
export const readWindowsPolicy = (text: string): boolean =>
  /^\s*isLocalDevMcpEnabled\s+REG_\w+\s+(?:0x0+|0|false)\s*$/im.test(text);
