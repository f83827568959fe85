import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { restBase } from '../../shared/convene/names.ts';
import type { DemoContext } from '../context.ts';
import { acceptKey, recordKeyCall } from '../keys/key-access.ts';
import { callEndpoint, type Endpoint } from '../market/endpoint.ts';
import { endpoints } from '../market/endpoints.ts';
import { invalid } from '../refusal.ts';
import { json, refusing } from './answers.ts';
import { bearerOf, type DemoApp, type DemoEnv, ipOf } from './env.ts';

/** The REST API for keys: one route for each endpoint. */
export function addRestRoutes(app: DemoApp, context: DemoContext): void {
  for (const endpoint of endpoints) {
    const route = routeOf(endpoint);
    app.openAPIRegistry.registerPath(route);
    app.on(endpoint.method, route.getRoutingPath(), async (c) => {
      const caller = acceptKey(context, bearerOf(c), endpoint.action, ipOf(c));
      const body = await bodyOf(c, endpoint);
      if (!body) {
        recordKeyCall(context, caller, endpoint.action, undefined, 'invalid');
        throw invalid('The body must be a JSON object');
      }
      // The path comes last: the resource that is named there can't be swapped by the body.
      const input = { ...c.req.query(), ...body, ...c.req.param() };
      return c.json(callEndpoint(context, caller, endpoint, input));
    });
  }
}

function routeOf({ method, path, summary, input, answer }: Endpoint) {
  const has = (schema: typeof input.body): boolean => Object.keys(schema.shape).length > 0;
  return createRoute({
    method,
    path: `${restBase}${path}`,
    summary,
    tags: ['For API keys'],
    security: [{ apiKey: [] }],
    request: {
      ...(has(input.path) ? { params: input.path } : {}),
      ...(has(input.query) ? { query: input.query } : {}),
      ...(has(input.body)
        ? { body: { required: true, content: { 'application/json': { schema: input.body } } } }
        : {}),
    },
    responses: { 200: json(answer, summary), ...refusing(401, 403, 404, 422) },
  });
}

async function bodyOf(
  c: Context<DemoEnv>,
  { input }: Endpoint,
): Promise<Record<string, unknown> | undefined> {
  if (Object.keys(input.body.shape).length === 0) return {};
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined;
}
