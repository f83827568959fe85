import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { isoIn, isoNow } from '../context.ts';
import type { DemoEnv } from '../http/env.ts';
import { type Person, personById } from '../people.ts';
import { newOpaqueSecret, tokenHash } from '../secrets/tokens.ts';

/** A browser that visits: known by its cookie, signed in or not yet. */
export interface Visitor {
  readonly person: Person | undefined;
  /** Stands in every form; a page elsewhere can't know it, so it can't post our forms. */
  readonly formToken: string;
}

/** Cookies don't know ports: two servers on this computer would overwrite each other's without this. */
const cookieName = (context: DemoContext): string => `convene_web_${new URL(context.address()).port}`;

export function visitorOf(c: Context<DemoEnv>, context: DemoContext): Visitor {
  const known = getCookie(c, cookieName(context));
  const secret = known ?? giveCookie(c, context);
  return { person: known ? personBehind(context, known) : undefined, formToken: formTokenOf(secret) };
}

/** A fresh cookie for each sign-in, so that one planted before is worth nothing after. */
export function signIn(c: Context<DemoEnv>, context: DemoContext, person: Person): void {
  const secret = giveCookie(c, context);
  context.database.run('INSERT INTO web_sessions VALUES (?, ?, ?, ?)', [
    tokenHash(secret),
    person.id,
    isoNow(context),
    isoIn(context, context.lifetimes.webSession),
  ]);
}

export function signOut(c: Context<DemoEnv>, context: DemoContext): void {
  const secret = getCookie(c, cookieName(context));
  if (secret) context.database.run('DELETE FROM web_sessions WHERE token_hash = ?', [tokenHash(secret)]);
  deleteCookie(c, cookieName(context), { path: '/' });
}

/** The fields of a posted form, when it came from one of our pages in this browser. */
export async function readForm(
  c: Context<DemoEnv>,
  context: DemoContext,
): Promise<Record<string, string> | undefined> {
  const secret = getCookie(c, cookieName(context));
  const parsed = z.record(z.string(), z.string()).safeParse(await c.req.parseBody());
  if (!secret || !parsed.success) return undefined;
  const given = Buffer.from(parsed.data.form_token ?? '');
  const expected = Buffer.from(formTokenOf(secret));
  return given.length === expected.length && timingSafeEqual(given, expected) ? parsed.data : undefined;
}

function personBehind(context: DemoContext, secret: string): Person | undefined {
  const found = context.database.get(
    z.object({ person_id: z.string() }),
    'SELECT person_id FROM web_sessions WHERE token_hash = ? AND expires_at > ?',
    [tokenHash(secret), isoNow(context)],
  );
  const person = found && personById(context, found.person_id);
  return person?.active ? person : undefined;
}

function giveCookie(c: Context<DemoEnv>, context: DemoContext): string {
  const secret = newOpaqueSecret();
  setCookie(c, cookieName(context), secret, { httpOnly: true, sameSite: 'Lax', path: '/' });
  return secret;
}

const formTokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('form token').digest('base64url');
