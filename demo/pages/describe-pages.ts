import type { DemoApp } from '../http/env.ts';

type Described = readonly [method: 'get' | 'post', path: string, summary: string];

const pages: readonly Described[] = [
  ['get', '/', 'Leads to the API keys'],
  ['get', '/sign-in', 'Sign in with e-mail and password'],
  ['post', '/sign-in', 'Sign in with e-mail and password'],
  ['post', '/sign-out', 'Sign out of the web page'],
  ['post', '/admin/api_keys/{id}/revoke', 'Revoke a key on the web page'],
  ['post', '/admin/devices/{id}/sign_out', 'Sign a device out on the web page'],
];
const devicePages: readonly Described[] = [
  ['get', '/device', 'Check the code that an app shows (RFC 8628)'],
  ['post', '/device', 'Approve or deny the app'],
];

/** The web pages in the OpenAPI document. `/admin/api_keys` stands there as the JSON that programs get. */
export function describePages(app: DemoApp, appSignIn: boolean): void {
  for (const [method, path, summary] of [...pages, ...(appSignIn ? devicePages : [])]) {
    app.openAPIRegistry.registerPath({
      method,
      path,
      summary,
      tags: ['Web pages'],
      responses: { 200: { description: summary, content: { 'text/html': { schema: { type: 'string' } } } } },
    });
  }
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1' } },
  });
}
