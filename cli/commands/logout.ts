import type { Command } from 'commander';
import type { SignOut } from '../../core/companion.ts';
import { clientShortNames } from '../../shared/clients.ts';
import { ok } from '../../shared/result.ts';
import { keyLeftWords } from '../../shared/wording/keys-in-files.ts';
import { unknownWithout } from '../../shared/wording/state-files.ts';
import { exitStatus } from '../exit-status.ts';
import { revokeByHand } from '../open-revocation-line.ts';
import { report } from '../output.ts';
import type { Run } from '../terminal.ts';

export function logoutCommand(program: Command, run: Run): void {
  program
    .command('logout')
    .description('disconnect what was connected here, end the session, and forget everything')
    .action(() =>
      run(async (terminal, json) => {
        const left = ok(await terminal.companion.signOut());
        return report(terminal, json, left, signedOutLines, ({ leftBehind }) =>
          leftBehind.length === 0 ? exitStatus.done : exitStatus.notConfirmed,
        );
      }),
    );
}

type Left = SignOut['leftBehind'][number];

function signedOutLines({ leftBehind }: SignOut): string[] {
  if (leftBehind.length === 0) return ['Signed out. Nothing stays behind on this computer.'];
  return [
    'Signed out here, but not everything could be ended:',
    ...leftBehind.map((one) => `  ${leftLine(one)}`),
  ];
}

function leftLine({ what, name, market, client = 'claude-desktop', address, why, detail }: Left): string {
  switch (what) {
    case 'session':
      return `The session${name && ` of ${name}`} may live on at Convene. It ends by itself after 30 days.`;
    case 'key':
      return `The key “${name}”${market === undefined ? '' : ` of ${market}`} may still work. ${revokeByHand(address)}`;
    case 'unread':
      return `${name} can’t be read, so it isn’t known ${unknownWithout(name)}. Keys that were made here may still work. Look for keys named after this computer${address ? ` at ${address}` : ' on Convene’s API keys page'}.`;
    case 'file': {
      const { title, todo } = keyLeftWords({
        path: name,
        why: why ?? 'unreadable',
        ...(detail ? { detail } : {}),
      });
      return `${title} ${todo}`;
    }
    case 'entry':
      return `The entry “${name}” is still in ${clientShortNames[client]}’s settings file. It opens nothing any more; remove it there.`;
  }
}
