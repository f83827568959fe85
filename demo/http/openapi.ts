import type { DemoApp } from './env.ts';

const bearer = (prefix: string, description: string) =>
  ({ type: 'http', scheme: 'bearer', bearerFormat: `${prefix}…`, description }) as const;

export function describeTokens(app: DemoApp): void {
  const register = (name: string, scheme: ReturnType<typeof bearer>) =>
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  register('apiKey', bearer('fm_org_', 'A key of one organization.'));
  register(
    'session',
    bearer('fm_session_', 'The access token of a person who signed in with the companion.'),
  );
}

/** The OpenAPI document of the routes, out of the same schemas that check requests and answers. */
export function describeApi(app: DemoApp, address: string) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Convene, as the companion knows it',
      version: '1.0.0',
      description:
        'What the demo server offers. Which parts Convene publishes and which are assumed stands in ' +
        'docs/convene-contract.md.',
    },
    servers: [{ url: address }],
  });
}
