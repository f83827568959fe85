import { z } from 'zod';
import type { WireKey } from '../../shared/convene/wire.ts';
import type { DemoContext } from '../context.ts';
import { isoIn, isoNow } from '../context.ts';
import type { Manager } from '../people.ts';
import { invalid } from '../refusal.ts';
import { idempotencyHash, sealToken, unsealToken } from '../secrets/sealed-token.ts';
import { createKey, findKey } from './keys.ts';

/** Seconds for which an `Idempotency-Key` is remembered. */
const remembered = 86_400;

/** Shorter ones could be guessed, and with them the seal on the token. */
export const idempotencyKeySchema = z.string().min(16).max(255);

const creationRow = z.object({ name: z.string(), api_key_id: z.string(), sealed_token: z.string() });

/** The same `Idempotency-Key` of the same person gives the same key and the same token, never a second key. */
export function createKeyOnce(
  context: DemoContext,
  by: Manager,
  name: string,
  idempotencyKey: string,
): { key: WireKey; token: string } {
  const scope = [by.organizationId, by.person.id, idempotencyHash(idempotencyKey)];
  return context.database.transaction(() => {
    forgetOldCreations(context);
    const earlier = context.database.get(
      creationRow,
      `SELECT name, api_key_id, sealed_token FROM key_creations
       WHERE organization_id = ? AND person_id = ? AND idempotency_hash = ?`,
      scope,
    );
    if (earlier) {
      if (earlier.name !== name) throw invalid('This Idempotency-Key was used for a key with another name');
      return {
        key: findKey(context, by.organizationId, earlier.api_key_id),
        token: unsealToken(earlier.sealed_token, idempotencyKey),
      };
    }
    const made = createKey(context, by, name);
    context.database.run(
      `INSERT INTO key_creations (organization_id, person_id, idempotency_hash, name, api_key_id, sealed_token,
         created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [...scope, name, made.key.id, sealToken(made.token, idempotencyKey), isoNow(context)],
    );
    return made;
  });
}

export function forgetOldCreations(context: DemoContext): void {
  context.database.run('DELETE FROM key_creations WHERE created_at <= ?', [isoIn(context, -remembered)]);
}
