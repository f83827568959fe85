import type { Context } from 'hono';
import { html } from 'hono/html';
import type { DemoContext } from '../context.ts';
import type { DemoApp, DemoEnv } from '../http/env.ts';
import { mayManageKeys, membershipsOf, type Person } from '../people.ts';
import { readUserCode } from '../secrets/tokens.ts';
import { type CodeState, decideUserCode, lookUpUserCode } from '../sessions/device-grant.ts';
import { noteFailedAttempt, tooManyAttempts, userCodeLimit } from './attempts.ts';
import { hiddenToken, type Page, showPage } from './layout.ts';
import { readForm, type Visitor, visitorOf } from './visitor.ts';

/** RFC 8628, section 3.3: the person checks the code in their own browser, and approves or denies. */
export function addDevicePages(app: DemoApp, context: DemoContext): void {
  app.get('/device', (c) => {
    const visitor = visitorOf(c, context);
    const typed = c.req.query('user_code') ?? '';
    if (!visitor.person) return toSignIn(c, typed);
    if (typed === '') return showPage(c, visitor, askForCode());
    return showPage(c, visitor, confirm(context, visitor, visitor.person, typed));
  });

  app.post('/device', async (c) => {
    const visitor = visitorOf(c, context);
    const form = await readForm(c, context);
    const typed = form?.user_code ?? '';
    if (!visitor.person) return toSignIn(c, typed);
    if (!form)
      return showPage(c, visitor, askForCode('This page had become too old. Please type the code again.'));
    const found = lookUp(context, visitor.person, typed);
    const decision = form.decision === 'approve' ? 'approved' : 'denied';
    if (found.state !== 'waiting' || !decideUserCode(context, found.userCode, visitor.person, decision)) {
      return showPage(c, visitor, notUsable(found.state));
    }
    return showPage(c, visitor, decision === 'approved' ? approved : denied);
  });
}

/** Codes are short: who tries many that don't exist has to wait. */
function lookUp(context: DemoContext, person: Person, typed: string): CodeState | { state: 'too-many' } {
  if (tooManyAttempts(context, userCodeLimit, person.id)) return { state: 'too-many' };
  const found = lookUpUserCode(context, readUserCode(typed) ?? '');
  if (found.state === 'unknown') noteFailedAttempt(context, userCodeLimit, person.id);
  return found;
}

function toSignIn(c: Context<DemoEnv>, typed: string): Response {
  const code = readUserCode(typed);
  const back = code ? `/device?user_code=${code}` : '/device';
  return c.redirect(`/sign-in?next=${encodeURIComponent(back)}`, 303);
}

const askForCode = (problem?: string): Page => ({
  title: 'Connect an app',
  status: problem ? 400 : 200,
  body: html`<h1>Which code does the app show?</h1>
${problem ? html`<p role="alert">${problem}</p>` : ''}
<form method="get" action="/device">
<label for="user_code">Code, like KTFM-4827</label>
<input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required
  maxlength="20">
<div class="row"><button class="primary">Continue</button></div>
</form>`,
});

function confirm(context: DemoContext, visitor: Visitor, person: Person, typed: string): Page {
  const found = lookUp(context, person, typed);
  if (found.state !== 'waiting') return notUsable(found.state);
  return {
    title: 'Approve this app?',
    body: html`<h1>Does Convene Companion show this code?</h1>
<div class="sheet"><p class="quiet">Code</p><p class="code" data-user-code>${found.userCode}</p></div>
<p>It wants to act for you on <b>${found.deviceName}</b> until you sign out there. ${rightsOf(context, person)}</p>
<p class="note">Approve only if you started this yourself, just now, on that device.</p>
<form method="post" action="/device">
${hiddenToken(visitor)}<input type="hidden" name="user_code" value="${found.userCode}">
<div class="row"><button class="primary" name="decision" value="approve">Approve</button>
<button name="decision" value="deny">Deny</button></div>
</form>`,
  };
}

function rightsOf(context: DemoContext, person: Person): string {
  const markets = membershipsOf(context, person.id)
    .filter(({ role }) => mayManageKeys(role))
    .map(({ name }) => name);
  return markets.length > 0
    ? `It may then see, make and revoke the API keys of ${markets.join(' and ')} and read the audit log.`
    : 'You don’t manage the API keys of any market, so it may not either.';
}

const approved: Page = {
  title: 'Approved',
  body: html`<h1>Approved. Go back to the app.</h1><p>Convene Companion is signed in now. You can close this page.</p>`,
};

const denied: Page = {
  title: 'Denied',
  body: html`<h1>Denied. The app was not let in.</h1>
<p>If you didn’t start this yourself, somebody may have tried to talk you into it. Nothing was shared.</p>`,
};

function notUsable(state: CodeState['state'] | 'too-many'): Page {
  const again = html`<p>Start signing in again in the app; it shows a new code.
<a href="/device">Enter another code</a></p>`;
  switch (state) {
    case 'too-many':
      return {
        title: 'Too many codes',
        status: 429,
        body: html`<h1>Too many codes that don’t exist.</h1><p>Please wait a quarter of an hour and try again.</p>`,
      };
    case 'unknown':
      return { title: 'Unknown code', status: 404, body: html`<h1>We don’t know this code.</h1>${again}` };
    case 'settled':
      return { title: 'Code used', status: 410, body: html`<h1>This code was used already.</h1>${again}` };
    // A code that was still waiting when it was looked up has expired in the meantime.
    case 'expired':
    case 'waiting':
      return { title: 'Code expired', status: 410, body: html`<h1>This code has expired.</h1>${again}` };
  }
}
