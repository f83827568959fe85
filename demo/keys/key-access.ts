import { z } from 'zod';
import { roleSchema } from '../../shared/convene/wire.ts';
import { type Outcome, record } from '../audit/audit.ts';
import type { DemoContext } from '../context.ts';
import { isoNow } from '../context.ts';
import { mayManageKeys } from '../people.ts';
import { Refusal } from '../refusal.ts';
import { tokenHash } from '../secrets/tokens.ts';

/** A key that was accepted, and the only organization it may see. */
export interface KeyCaller {
  readonly keyId: string;
  readonly keyName: string;
  readonly organizationId: string;
  readonly ip: string | null;
}

const accessRow = z.object({
  id: z.string(),
  name: z.string(),
  organization_id: z.string(),
  revoked_at: z.string().nullable(),
  active: z.int(),
  draft: z.int(),
  role: roleSchema.nullable(),
});

const selectAccess = `
  SELECT k.id, k.name, k.organization_id, k.revoked_at, p.active, o.draft, m.role
  FROM api_keys k
  JOIN people p ON p.id = k.created_by
  JOIN organizations o ON o.id = k.organization_id
  LEFT JOIN memberships m ON m.person_id = p.id AND m.organization_id = o.id
  WHERE k.token_hash = ?`;

/**
 * The caller behind a token. 401: unknown or revoked. 403: its creator was deactivated or lost the role, or the
 * organization is still a draft. `action` names what was tried: refused tries stand in the audit log as well.
 */
export function acceptKey(
  context: DemoContext,
  token: string | undefined,
  action: string,
  ip: string | null,
): KeyCaller {
  const found = token?.startsWith('fm_org_')
    ? context.database.get(accessRow, selectAccess, [tokenHash(token)])
    : undefined;
  if (!found) throw new Refusal(401, 'The API key is missing or invalid.');
  const caller = { keyId: found.id, keyName: found.name, organizationId: found.organization_id, ip };
  if (found.revoked_at !== null) {
    recordKeyCall(context, caller, action, undefined, 'refused');
    throw new Refusal(401, 'This API key was revoked.');
  }
  const creatorMay = found.active === 1 && found.role !== null && mayManageKeys(found.role);
  if (!creatorMay || found.draft === 1) {
    recordKeyCall(context, caller, action, undefined, 'forbidden');
    throw new Refusal(
      403,
      creatorMay
        ? 'This organization is still a draft.'
        : 'The person who made this API key may no longer manage the organization.',
    );
  }
  context.database.run(
    'UPDATE api_keys SET last_used_at = ?, last_used_ip = ?, request_count = request_count + 1 WHERE id = ?',
    [isoNow(context), ip, found.id],
  );
  return caller;
}

export function recordKeyCall(
  context: DemoContext,
  caller: KeyCaller,
  action: string,
  resource: { kind: string; id: string } | undefined,
  outcome: Outcome,
): void {
  record(context, {
    organizationId: caller.organizationId,
    actor: { kind: 'api_key', id: caller.keyId, name: caller.keyName },
    action,
    resource: resource ?? { kind: 'organization', id: caller.organizationId },
    ip: caller.ip,
    outcome,
  });
}
