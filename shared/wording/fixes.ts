import { type ClientId, cachesSettings, clientShortNames } from '../clients.ts';
import type { FixId } from '../doctor.ts';

/** What the button says that fixes a finding, or leads to where it is fixed. */
export function fixMessage(fix: FixId, client: ClientId): string {
  const name = clientShortNames[client];
  switch (fix) {
    case 'put-entry-back':
      return cachesSettings(client) ? `Put our entry right (quits ${name} if open)` : 'Put our entry right';
    case 'restart-client':
      return `Quit ${name} and start it again`;
    case 'check-again':
      return 'Check again';
    case 'choose-file':
      return 'Choose the file';
    case 'create-file':
      return 'Make an empty settings file';
    case 'repair-file':
      return 'See what we would repair';
    case 'restore-file':
      return 'Look at earlier copies';
    case 'connect':
      return `Connect ${name}`;
    case 'connect-again':
      return `Connect ${name} again`;
    case 'sign-in':
      return 'Sign in';
    case 'unlock-keychain':
      return 'I’ve unlocked it, check again';
    case 'open-keys-page':
      return 'Open the keys page';
  }
}

/** Those that one press does, without leading anywhere. */
export const isAutomatic = (fix: FixId): boolean =>
  fix === 'put-entry-back' || fix === 'restart-client' || fix === 'check-again';
