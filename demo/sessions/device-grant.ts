import { z } from 'zod';
import { tidyDeviceName } from '../../shared/keys/key-name.ts';
import type { DemoContext } from '../context.ts';
import { isoIn, isoNow } from '../context.ts';
import { type Person, personById } from '../people.ts';
import { newOpaqueSecret, newUserCode, tokenHash } from '../secrets/tokens.ts';
import { type IssuedTokens, startSession } from './sessions.ts';

export interface DeviceAuthorization {
  readonly deviceCode: string;
  readonly userCode: string;
}

const authorizationRow = z.object({
  device_code_hash: z.string(),
  user_code: z.string(),
  device_name: z.string(),
  expires_at: z.string(),
  decision: z.enum(['approved', 'denied']).nullable(),
  person_id: z.string().nullable(),
  redeemed_at: z.string().nullable(),
});
type AuthorizationRow = z.output<typeof authorizationRow>;

/** RFC 8628, section 3.1 and 3.2. */
export function beginDeviceGrant(context: DemoContext, deviceName: string | undefined): DeviceAuthorization {
  context.database.run('DELETE FROM device_authorizations WHERE expires_at <= ?', [isoIn(context, -86_400)]);
  const deviceCode = newOpaqueSecret();
  const userCode = unusedUserCode(context);
  context.database.run(
    `INSERT INTO device_authorizations (device_code_hash, user_code, device_name, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?)`,
    [
      tokenHash(deviceCode),
      userCode,
      deviceName?.trim() ? tidyDeviceName(deviceName) : 'A device without a name',
      isoNow(context),
      isoIn(context, context.lifetimes.deviceCode),
    ],
  );
  return { deviceCode, userCode };
}

function unusedUserCode(context: DemoContext): string {
  for (;;) {
    const code = newUserCode();
    const taken = context.database.get(
      z.object({ user_code: z.string() }),
      'SELECT user_code FROM device_authorizations WHERE user_code = ?',
      [code],
    );
    if (!taken) return code;
  }
}

/** What the page shows of a code. */
export type CodeState =
  | { readonly state: 'unknown' | 'expired' | 'settled' }
  | { readonly state: 'waiting'; readonly userCode: string; readonly deviceName: string };

export function lookUpUserCode(context: DemoContext, userCode: string): CodeState {
  const found = context.database.get(
    authorizationRow,
    'SELECT * FROM device_authorizations WHERE user_code = ?',
    [userCode],
  );
  if (!found) return { state: 'unknown' };
  if (found.decision !== null) return { state: 'settled' };
  if (found.expires_at <= isoNow(context)) return { state: 'expired' };
  return { state: 'waiting', userCode: found.user_code, deviceName: found.device_name };
}

/** False when the code was settled, expired or never given out: the page then says which. */
export function decideUserCode(
  context: DemoContext,
  userCode: string,
  person: Person,
  decision: 'approved' | 'denied',
): boolean {
  return (
    context.database.run(
      `UPDATE device_authorizations SET decision = ?, person_id = ?
       WHERE user_code = ? AND decision IS NULL AND expires_at > ?`,
      [decision, person.id, userCode, isoNow(context)],
    ) > 0
  );
}

export type RedeemError =
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | 'invalid_grant';

/** How often each device code is polled; kept out of the database, as it is worth nothing after a restart. */
export interface PollPace {
  /** False: too soon, and from now on the client must wait 5 seconds longer (RFC 8628, section 3.5). */
  mayPoll(deviceCodeHash: string): boolean;
  forget(deviceCodeHash: string): void;
}

/** A poll that was sent in time may arrive a little early, when the one before it was held up on the way. */
const leniency = 0.8;

/** Measured on a clock that only runs forward; the wall clock may be set by hand, and is in tests. */
export function pollPace(intervalSeconds: number): PollPace {
  const polls = new Map<string, { at: number; interval: number }>();
  return {
    mayPoll(hash) {
      const at = performance.now() / 1_000;
      const last = polls.get(hash);
      const tooSoon = last !== undefined && at - last.at < last.interval * leniency;
      const interval = (last?.interval ?? intervalSeconds) + (tooSoon ? 5 : 0);
      polls.set(hash, { at, interval });
      return !tooSoon;
    },
    forget: (hash) => void polls.delete(hash),
  };
}

/** RFC 8628, section 3.5: one poll of the token endpoint. */
export function redeemDeviceCode(
  context: DemoContext,
  pace: PollPace,
  deviceCode: string,
): IssuedTokens | { readonly error: RedeemError } {
  return context.database.transaction(() => {
    const hash = tokenHash(deviceCode);
    const found = context.database.get(
      authorizationRow,
      'SELECT * FROM device_authorizations WHERE device_code_hash = ?',
      [hash],
    );
    if (!found || found.redeemed_at !== null) return { error: 'invalid_grant' };
    const error = whyNotYet(context, pace, found);
    if (error === 'authorization_pending' || error === 'slow_down') return { error };
    pace.forget(hash);
    if (error) return { error };
    const person = personById(context, found.person_id ?? '');
    if (!person?.active) return { error: 'access_denied' };
    context.database.run('UPDATE device_authorizations SET redeemed_at = ? WHERE device_code_hash = ?', [
      isoNow(context),
      hash,
    ]);
    return startSession(context, person, found.device_name);
  });
}

function whyNotYet(context: DemoContext, pace: PollPace, found: AuthorizationRow): RedeemError | undefined {
  if (found.decision === 'denied') return 'access_denied';
  if (found.expires_at <= isoNow(context)) return 'expired_token';
  if (!pace.mayPoll(found.device_code_hash)) return 'slow_down';
  return found.decision === null ? 'authorization_pending' : undefined;
}
