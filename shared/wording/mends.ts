import { type ClientId, clientShortNames, keepsSettingsInMemory } from '../clients.ts';
import type { MendId } from '../doctor.ts';

/** What the button says that mends a finding, or leads to where it is mended. */
export function mendWords(mend: MendId, client: ClientId): string {
  const name = clientShortNames[client];
  switch (mend) {
    case 'put-entry-back':
      return keepsSettingsInMemory(client)
        ? `Put our entry right (quits ${name} if open)`
        : 'Put our entry right';
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
export const isOnePress = (mend: MendId): boolean =>
  mend === 'put-entry-back' || mend === 'restart-client' || mend === 'check-again';
