import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { errorBodySchema } from '../../shared/convene/wire.ts';
import { problemsOf } from '../market/endpoint.ts';
import { invalid, Refusal } from '../refusal.ts';

export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const refusals = {
  401: json(errorBodySchema, 'The token is missing, invalid, expired or revoked'),
  403: json(errorBodySchema, 'Known, but not allowed'),
  404: json(errorBodySchema, 'Unknown, or of another organization'),
  409: json(errorBodySchema, 'The name is taken'),
  422: json(errorBodySchema, 'The input is not acceptable'),
};

/** The error answers of a route, for its description. */
export const refusing = <Status extends keyof typeof refusals>(
  ...statuses: readonly Status[]
): Pick<typeof refusals, Status> =>
  Object.fromEntries(statuses.map((status) => [status, refusals[status]])) as Pick<typeof refusals, Status>;

/** For validation by the routes' own schemas. */
export function refuseInvalid(result: { success: true } | { success: false; error: z.ZodError }): void {
  if (!result.success) throw invalid(...problemsOf(result.error));
}

/** Every error as JSON. What went wrong inside stays inside. */
export function answerError(error: Error, c: Context): Response {
  if (error instanceof Refusal) {
    if (error.status === 401) c.header('WWW-Authenticate', 'Bearer realm="convene"');
    return c.json(error.errors ? { errors: error.errors } : { error: error.message }, error.status);
  }
  if (error instanceof HTTPException) {
    const { status } = error;
    return status < 500
      ? c.json({ errors: [error.message || 'The request could not be read'] }, status === 400 ? 422 : status)
      : c.json({ error: 'Something went wrong' }, 500);
  }
  return c.json({ error: 'Something went wrong' }, 500);
}
