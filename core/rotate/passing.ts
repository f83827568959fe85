import type { FailureCode } from '../../shared/failure.ts';
import { undecided } from '../keys/revoke.ts';

/** After these the same thing can simply be tried again; anything else asks the person first. */
export const passing: ReadonlySet<FailureCode> = new Set([
  ...undecided,
  'keychain-locked',
  'keychain-no-service',
  'keychain-failed',
  'storage-failed',
  'signed-out',
  'busy',
]);
