import { z } from 'zod';
import type { Me, Role } from '../shared/convene/wire.ts';
import { roleSchema } from '../shared/convene/wire.ts';
import type { DemoContext } from './context.ts';
import { notFound, Refusal } from './refusal.ts';
import { isPassword } from './secrets/passwords.ts';

const personRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  active: z.int().transform((flag) => flag === 1),
});
export type Person = z.output<typeof personRow>;

/** Who asks, about which organization, from where. */
export interface Manager {
  readonly person: Person;
  readonly organizationId: string;
  readonly ip: string | null;
}

const membershipRow = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  role: roleSchema,
});
export type Membership = z.output<typeof membershipRow>;

export const mayManageKeys = (role: Role): boolean => role === 'admin' || role === 'market_manager';

export const personById = (context: DemoContext, id: string): Person | undefined =>
  context.database.get(personRow, 'SELECT id, name, email, active FROM people WHERE id = ?', [id]);

export const personByEmail = (context: DemoContext, email: string): Person | undefined =>
  context.database.get(personRow, 'SELECT id, name, email, active FROM people WHERE email = ?', [
    email.trim(),
  ]);

/** The person, when e-mail and password belong together; inactive people included. */
export async function personByPassword(
  context: DemoContext,
  email: string,
  password: string,
): Promise<Person | undefined> {
  const person = personByEmail(context, email);
  const stored = context.database.get(
    z.object({ password_hash: z.string() }),
    'SELECT password_hash FROM people WHERE email = ?',
    [email.trim()],
  );
  return (await isPassword(password, stored?.password_hash)) ? person : undefined;
}

export const membershipsOf = (context: DemoContext, personId: string): Membership[] =>
  context.database.all(
    membershipRow,
    `SELECT o.id, o.name, o.slug, m.role FROM memberships m JOIN organizations o ON o.id = m.organization_id
     WHERE m.person_id = ? ORDER BY m.position`,
    [personId],
  );

export const meOf = (context: DemoContext, person: Person): Me => ({
  person: { id: person.id, name: person.name, email: person.email },
  organizations: membershipsOf(context, person.id).map((one) => ({
    ...one,
    admins: adminsOf(context, one.id),
  })),
});

/** Whom the members of an organization ask; closed accounts can't do anything any more. */
export const adminsOf = (context: DemoContext, organizationId: string): { name: string; email: string }[] =>
  context.database.all(
    z.object({ name: z.string(), email: z.string() }),
    `SELECT p.name, p.email FROM memberships m JOIN people p ON p.id = m.person_id
     WHERE m.organization_id = ? AND m.role = 'admin' AND p.active = 1 ORDER BY p.name`,
    [organizationId],
  );

/** The organization that a request is about: the named one, else the person's first. */
export function membershipFor(
  context: DemoContext,
  person: Person,
  organizationId: string | undefined,
): Membership {
  const memberships = membershipsOf(context, person.id);
  const found = organizationId
    ? memberships.find((membership) => membership.id === organizationId)
    : memberships[0];
  if (!found) throw notFound();
  return found;
}

/** Seeing and ending the sessions of everybody: for admins. */
export function requireAdmin(membership: Membership): void {
  if (membership.role !== 'admin') {
    throw new Refusal(403, 'Only admins may see and end the sessions of other people.');
  }
}

/** Managing keys, reading the audit log: for admins and market managers. */
export function requireManager(membership: Membership): void {
  if (!mayManageKeys(membership.role)) {
    throw new Refusal(403, 'Only admins and market managers may manage API keys.');
  }
}
