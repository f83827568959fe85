import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { DemoContext } from '../context.ts';
import { describePages } from '../pages/describe-pages.ts';
import { addDevicePages } from '../pages/device-pages.ts';
import { addKeysPage } from '../pages/keys-page.ts';
import { addSignInPages } from '../pages/sign-in-page.ts';
import { pollPace } from '../sessions/device-grant.ts';
import { addAdminRoutes } from './admin-routes.ts';
import { answerError, refuseInvalid } from './answers.ts';
import type { DemoApp, DemoEnv } from './env.ts';
import { guard } from './guard.ts';
import { addMcpRoute, type McpControls, type McpOptions, plainMcp } from './mcp.ts';
import { addOAuthRoutes } from './oauth-routes.ts';
import { describeApi, describeTokens } from './openapi.ts';
import { addRestRoutes } from './rest-routes.ts';

export interface AppProps {
  readonly context: DemoContext;
  /** False: like production today, where apps can't sign in and keys are managed on the web page only. */
  readonly appSignIn: boolean;
  /** Without sessions and with the market’s tools alone when left out. */
  readonly mcp?: McpOptions;
  readonly mcpControls?: McpControls;
  readonly faults: MiddlewareHandler<DemoEnv>;
}

const largestBody = 1_000_000;

/** Every route of the server. The web pages come first: they share an address with the JSON API. */
export function createApp({
  context,
  appSignIn,
  mcp = plainMcp,
  mcpControls = {},
  faults,
}: AppProps): DemoApp {
  const app: DemoApp = new OpenAPIHono<DemoEnv>({ defaultHook: refuseInvalid });
  app.onError(answerError);
  app.notFound((c) => c.json({ error: 'Not found' }, 404));
  app.use(faults);
  app.use(guard(context));
  app.use(bodyLimit({ maxSize: largestBody }));
  app.get('/', (c) => c.redirect('/admin/api_keys', 302));
  addSignInPages(app, context);
  addKeysPage(app, context);
  addRestRoutes(app, context);
  addMcpRoute(app, context, mcp, mcpControls);
  if (appSignIn) {
    addDevicePages(app, context);
    addOAuthRoutes(app, context, pollPace(context.lifetimes.deviceInterval));
    addAdminRoutes(app, context);
  }
  describeTokens(app);
  describePages(app, appSignIn);
  app.get('/openapi.json', (c) => c.json(describeApi(app, context.address())));
  return app;
}
