import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { DemoEnv } from '../http/env.ts';
import { contentSecurityPolicy, style } from './style.ts';
import type { Visitor } from './visitor.ts';

export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly status?: 200 | 201 | 400 | 401 | 403 | 404 | 409 | 410 | 422 | 429;
  readonly wide?: boolean;
  readonly body: Markup;
}

/** A whole page, with the headers that keep it from being framed, cached or scripted. */
export async function showPage(
  c: Context<DemoEnv>,
  visitor: Visitor | undefined,
  { title, status = 200, wide = false, body }: Page,
): Promise<Response> {
  c.header('Content-Security-Policy', contentSecurityPolicy);
  // With `no-referrer` browsers would send `Origin: null` with our own forms.
  c.header('Referrer-Policy', 'same-origin');
  c.header('X-Frame-Options', 'DENY');
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Convene</title>
<style>${raw(style)}</style>
</head>
<body>
<header><strong>Convene</strong><span>Demo market</span>${visitor ? whoIsHere(visitor) : ''}</header>
<div class="valance" aria-hidden="true"></div>
<main${wide ? raw(' class="wide"') : ''}>
${body}
</main>
</body>
</html>`;
  return c.html(page, status);
}

const whoIsHere = (visitor: Visitor): Markup | '' =>
  visitor.person
    ? html`<form class="who" method="post" action="/sign-out"><span>${visitor.person.name}</span>
${hiddenToken(visitor)}<button>Sign out</button></form>`
    : '';

export const hiddenToken = (visitor: Visitor): Markup =>
  html`<input type="hidden" name="form_token" value="${visitor.formToken}">`;
