import type { z } from 'zod';
import { errorBodySchema } from '../../shared/convene/wire.ts';
import { type FailureCode, failure } from '../../shared/failure.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import type { HttpAnswer } from './http.ts';
import type { Outcome } from './outcome.ts';
import { asksToWait, retryAfterMs } from './retry-after.ts';

const codes: Readonly<Record<number, FailureCode>> = {
  401: 'refused',
  403: 'not-allowed',
  404: 'not-found',
  409: 'conflict',
  422: 'invalid',
  429: 'server-error',
};
/** A proxy on the way wants to know who asks. */
const proxyPassword = 407;
/** A network that wants a sign-in first says so (RFC 6585). */
const networkSignIn = 511;
/** What a gateway answers for a server that is just being restarted. */
const passingStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

export const isJson = (headers: Headers): boolean =>
  /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(headers.get('content-type') ?? '');

/**
 * What an answer says, by its status and in the shape that `schema` wants. A refusal counts only when it can be
 * Convene's own (no body, or an error in JSON): a page of something in between must not pass for "refused".
 */
export function readAnswer<T>(answer: HttpAnswer, schema: z.ZodType<T>, what: string): Outcome<T> {
  const { status, headers, body } = answer;
  const waitMs = asksToWait(status)
    ? retryAfterMs(headers.get('retry-after'), headers.get('date'))
    : undefined;
  const fail = (code: FailureCode, why: string, passing = false): Outcome<never> => ({
    ok: false,
    error: failure(code, { status, detail: withoutTokens(`${what}: ${why}`) }),
    passing: passing || waitMs !== undefined,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
  if (status === proxyPassword) return fail('proxy-password', `status ${status}`);
  if (status === networkSignIn) return fail('unexpected-answer', `status ${status}`);
  if (status >= 500) return fail('server-error', `status ${status}`, passingStatuses.has(status));
  const accepted = status >= 200 && status < 300;
  const code = codes[status];
  if (!accepted && !code) return fail('unexpected-answer', `status ${status}`);
  if (code && body.trim() === '') return fail(code, `status ${status}`);
  if (!isJson(headers)) return fail('unexpected-answer', `status ${status}, not JSON`);
  const json = parsed(body);
  if (json === undefined) return fail('unexpected-answer', `status ${status}, cut short`, true);
  if (code) {
    const shape = errorBodySchema.safeParse(json).success;
    return shape
      ? fail(code, `status ${status}`)
      : fail('unexpected-answer', `status ${status}, wrong shape`);
  }
  const value = schema.safeParse(json);
  return value.success ? { ok: true, value: value.data } : fail('unexpected-answer', wrongShape(value.error));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Where the shape is wrong; never what stood there. */
const wrongShape = (error: z.ZodError): string =>
  `wrong shape at ${error.issues
    .slice(0, 3)
    .map(({ path }) => path.join('.') || 'the top')
    .join(', ')}`;
