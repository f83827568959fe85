import { z } from 'zod';
import type { Role, WireKey } from '../shared/convene/wire.ts';
import type { DemoContext } from './context.ts';
import { createKey, listKeys, revokeKey } from './keys/keys.ts';
import { type Manager, membershipsOf, type Person, personByEmail } from './people.ts';
import { tokenHash } from './secrets/tokens.ts';
import { demoPeople } from './seed/people.ts';
import { decideUserCode } from './sessions/device-grant.ts';
import { startSession } from './sessions/sessions.ts';

/** What a person would do in the browser, without one. For tests and for the guided tour. */
export interface DemoShortcuts {
  /** Approves the code that the app shows. `who` is an e-mail address; Ana when left out. */
  approve(userCode: string, who?: string): void;
  deny(userCode: string, who?: string): void;
  /** Signs in without codes. */
  signIn(
    who?: string,
    deviceName?: string,
  ): { readonly sessionId: string; readonly accessToken: string; readonly refreshToken: string };
  /** Makes a key as the web page does. `organizationId`: the person's first when left out. */
  createKey(
    name: string,
    who?: string,
    organizationId?: string,
  ): { readonly key: WireKey; readonly token: string };
  /** Revokes as somebody else on the web page would. Takes the id or the name of a working key. */
  revokeKeyByHand(idOrName: string, who?: string, organizationId?: string): WireKey;
  keys(organizationId?: string): WireKey[];
  /** Whether a key's token opens anything, straight from the database. */
  accepts(token: string): boolean;
  /** An account is closed or opened again. */
  setActive(who: string, active: boolean): void;
  setDraft(organizationId: string, draft: boolean): void;
  /** Makes somebody a member with this role; undefined: they belong there no longer. */
  setRole(who: string, organizationId: string, role: Role | undefined): void;
  /** Live sessions, whoever they belong to. */
  sessions(): readonly { readonly id: string; readonly email: string; readonly deviceName: string }[];
  /** Ends every session of the person, as "sign out everywhere" would. */
  endSessions(who?: string): void;
}

const everyKey = { limit: 100_000 };

export function shortcuts(context: DemoContext): DemoShortcuts {
  const find = (who: string = demoPeople.ana.email): Person => {
    const person = personByEmail(context, who);
    if (!person) throw new Error(`Nobody in the demo market has the address ${who}.`);
    return person;
  };
  const first = (person: Person): string => {
    const [membership] = membershipsOf(context, person.id);
    if (!membership) throw new Error(`${person.email} belongs to no organization.`);
    return membership.id;
  };
  const as = (who: string | undefined, organizationId: string | undefined): Manager => {
    const person = find(who);
    return { person, organizationId: organizationId ?? first(person), ip: '127.0.0.1' };
  };
  const decide = (userCode: string, who: string | undefined, decision: 'approved' | 'denied'): void => {
    if (!decideUserCode(context, userCode, find(who), decision)) {
      throw new Error(`The code ${userCode} is unknown, expired or settled.`);
    }
  };
  const working = (by: Manager, idOrName: string): string => {
    const { api_keys } = listKeys(context, by.organizationId, everyKey);
    const found = api_keys.find(
      ({ id, name, revoked_at }) => id === idOrName || (name === idOrName && revoked_at === null),
    );
    if (!found) throw new Error(`There is no working key ${idOrName}.`);
    return found.id;
  };
  return {
    approve: (userCode, who) => decide(userCode, who, 'approved'),
    deny: (userCode, who) => decide(userCode, who, 'denied'),
    signIn(who, deviceName = 'Market office laptop') {
      const { sessionId, accessToken, refreshToken } = startSession(context, find(who), deviceName);
      return { sessionId, accessToken, refreshToken };
    },
    createKey: (name, who, organizationId) => createKey(context, as(who, organizationId), name),
    revokeKeyByHand(idOrName, who, organizationId) {
      const by = as(who, organizationId);
      return revokeKey(context, by, working(by, idOrName));
    },
    keys: (organizationId) => listKeys(context, organizationId ?? first(find()), everyKey).api_keys,
    accepts: (token) =>
      context.database.get(
        z.object({ id: z.string() }),
        'SELECT id FROM api_keys WHERE token_hash = ? AND revoked_at IS NULL',
        [tokenHash(token)],
      ) !== undefined,
    setActive(who, active) {
      context.database.run('UPDATE people SET active = ? WHERE id = ?', [Number(active), find(who).id]);
    },
    setDraft(organizationId, draft) {
      context.database.run('UPDATE organizations SET draft = ? WHERE id = ?', [
        Number(draft),
        organizationId,
      ]);
    },
    setRole: (who, organizationId, role) => setRole(context, find(who), organizationId, role),
    sessions: () => liveSessions(context),
    endSessions(who) {
      const at = context.now().toISOString();
      const { id } = find(who);
      context.database.run('UPDATE sessions SET ended_at = ? WHERE person_id = ? AND ended_at IS NULL', [
        at,
        id,
      ]);
    },
  };
}

function setRole(context: DemoContext, person: Person, organizationId: string, role: Role | undefined): void {
  const { database } = context;
  const last = membershipsOf(context, person.id).length;
  const where = [person.id, organizationId];
  database.run('DELETE FROM memberships WHERE person_id = ? AND organization_id = ?', where);
  if (role === undefined) return;
  const insert = 'INSERT INTO memberships (person_id, organization_id, role, position) VALUES (?, ?, ?, ?)';
  database.run(insert, [...where, role, last]);
}

const liveSessions = (context: DemoContext) =>
  context.database.all(
    z.object({ id: z.string(), email: z.string(), deviceName: z.string() }),
    `SELECT s.id, p.email, s.device_name AS deviceName FROM sessions s JOIN people p ON p.id = s.person_id
     WHERE s.ended_at IS NULL ORDER BY s.created_at, s.id`,
  );
