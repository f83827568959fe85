import type { Context } from 'hono';
import { html } from 'hono/html';
import type { DemoContext } from '../context.ts';
import type { DemoApp, DemoEnv } from '../http/env.ts';
import { personByPassword } from '../people.ts';
import { demoPassword } from '../seed/people.ts';
import { forgetAttempts, noteFailedAttempt, passwordLimit, tooManyAttempts } from './attempts.ts';
import { hiddenToken, type Page, showPage } from './layout.ts';
import { readForm, signIn, signOut, visitorOf } from './visitor.ts';

export function addSignInPages(app: DemoApp, context: DemoContext): void {
  app.get('/sign-in', (c) => showForm(c, context, { next: c.req.query('next') ?? '' }));

  app.post('/sign-in', async (c) => {
    const form = await readForm(c, context);
    if (!form) return showForm(c, context, { problem: 'This form had become too old. Please try again.' });
    const { password = '', next = '' } = form;
    const email = (form.email ?? '').trim();
    const again = (problem: string, status: Page['status']) =>
      showForm(c, context, { email, next, problem, status });
    if (tooManyAttempts(context, passwordLimit, email)) {
      return again('Too many wrong passwords. Please wait a quarter of an hour and try again.', 429);
    }
    // Counted before the password is looked at: many tries at once must not slip through together.
    noteFailedAttempt(context, passwordLimit, email);
    const person = await personByPassword(context, email, password);
    if (!person) return again('E-mail and password don’t belong together.', 401);
    forgetAttempts(context, passwordLimit, email);
    if (!person.active) return again('This account was closed. Ask an admin of your market.', 403);
    signIn(c, context, person);
    return c.redirect(ownPage(next), 303);
  });

  app.post('/sign-out', async (c) => {
    if (await readForm(c, context)) signOut(c, context);
    return c.redirect('/sign-in', 303);
  });
}

/** Where to go on after signing in; anything but our own pages is ignored. */
function ownPage(next: string): string {
  return /^\/(device|admin\/api_keys)(\?[A-Za-z0-9_=%&-]*)?$/.test(next) ? next : '/admin/api_keys';
}

interface Shown {
  readonly email?: string;
  readonly next?: string;
  readonly problem?: string;
  readonly status?: Page['status'];
}

function showForm(
  c: Context<DemoEnv>,
  context: DemoContext,
  { email = '', next = '', problem, status }: Shown,
) {
  const visitor = visitorOf(c, context);
  return showPage(c, undefined, {
    title: 'Sign in',
    status: problem ? (status ?? 400) : 200,
    body: html`<h1>Sign in to Convene</h1>
${problem ? html`<p role="alert">${problem}</p>` : ''}
<form method="post" action="/sign-in">
${hiddenToken(visitor)}<input type="hidden" name="next" value="${next}">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div class="row"><button class="primary">Sign in</button></div>
</form>
<div class="sheet"><p>This is the demo market on your computer. Nothing here leaves it.</p>
<p class="quiet">ana@quince.example is an admin, tom@quince.example a market manager, vera@quince.example a volunteer
who may not manage keys. The password of all is <b>${demoPassword}</b>.</p></div>`,
  });
}
