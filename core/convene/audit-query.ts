import type { AuditQuery } from './convene.ts';

/** The filters as Convene calls them; what isn't given is left out. */
export function auditSearch(query: AuditQuery, more: Readonly<Record<string, string | null>>): string {
  const named: Record<string, string | null | undefined> = {
    api_key_id: query.keyId,
    actor: query.actorId,
    action: query.action,
    outcome: query.outcome,
    ip: query.address,
    q: query.text?.trim() || undefined,
    since: query.since,
    until: query.until,
    ...more,
  };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined && value !== null) search.set(name, value);
  }
  return search.toString();
}
