import type { AccountView, Organization } from '../../shared/account.ts';
import { cachesSettings, clientShortNames } from '../../shared/clients.ts';
import { keyLeftWords } from '../../shared/wording/keys-in-files.ts';
import { unknownWithout } from '../../shared/wording/state-files.ts';
import type { LeftBehind } from '../store/account-store.ts';

const roles: Readonly<Record<Organization['role'], string>> = {
  admin: 'Admin',
  market_manager: 'Market manager',
  volunteer: 'Volunteer',
};
export const roleWords = (role: Organization['role']): string => roles[role];

/** The name by which the market that is worked with is called; absent when nobody is signed in. */
export function organizationName(view: AccountView): string | undefined {
  if (view.state === 'pasted-key') return view.organization.name;
  if (view.state !== 'signed-in') return undefined;
  return view.organizations.find(({ id }) => id === view.organizationId)?.name;
}

/** What stays behind after signing out, and what it means. */
export function leftBehindWords({
  what,
  name,
  market,
  client = 'claude-desktop',
  address,
  why,
  detail,
}: LeftBehind): {
  title: string;
  todo: string;
} {
  switch (what) {
    case 'key':
      return {
        title: `“${name}”${market === undefined ? '' : ` of ${market}`} may still work.`,
        todo: `Treat it as live, and revoke it on Convene’s web page${address ? `: ${address}` : '.'}`,
      };
    case 'unread':
      return {
        title: `It isn’t known ${unknownWithout(name)}: ${name} can’t be read.`,
        todo: `Keys that were made here may still work. Look for keys named after this computer on Convene’s web page${address ? `: ${address}` : '.'}`,
      };
    case 'entry':
      return {
        title: `“${name}” is still in ${clientShortNames[client]}’s settings file.`,
        todo: `There is no key in it. ${cachesSettings(client) ? `Quit ${clientShortNames[client]}, connect` : 'Connect'} and disconnect again to remove it.`,
      };
    case 'file':
      return keyLeftWords({ path: name, why: why ?? 'unreadable', ...(detail ? { detail } : {}) });
    case 'session':
      return {
        title: name
          ? `The session of ${name} may still be open on Convene.`
          : 'A session may still be open on Convene.',
        todo: 'This computer has forgotten it. It ends by itself within 30 days.',
      };
  }
}
