import type { Fault } from '../demo/faults.ts';
import type { DemoServer } from '../demo/server.ts';

/**
 * Convene answers the next revocations of that key as it answers every other, and the key works as before. Answers how that
 * ends.
 */
export function revokedInNameOnly(
  { keys, faults }: Pick<DemoServer, 'keys' | 'faults'>,
  keyName: string,
  { revokedAt = new Date(), times = Number.POSITIVE_INFINITY }: { revokedAt?: Date; times?: number } = {},
): { remove(): void } {
  const key = keys().find(({ name }) => name === keyName);
  if (!key) throw new Error(`no key ${keyName}`);
  const fault: Fault = {
    kind: 'answer',
    status: 200,
    body: JSON.stringify({ ...key, revoked_at: revokedAt.toISOString() }),
    contentType: 'application/json',
    method: 'DELETE',
    path: `/admin/api_keys/${key.id}`,
    times,
  };
  return faults.add(fault);
}
