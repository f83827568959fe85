import type { DemoContext } from './context.ts';
import { isoNow } from './context.ts';
import { forgetOldCreations } from './keys/create-once.ts';

/** Throws away what has expired, so that a demo market that is used for months stays small. */
export function tidy(context: DemoContext): void {
  forgetOldCreations(context);
  for (const table of ['session_tokens', 'web_sessions', 'device_authorizations']) {
    context.database.run(`DELETE FROM ${table} WHERE expires_at <= ?`, [isoNow(context)]);
  }
}
