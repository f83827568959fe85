import type { Context } from 'hono';
import { html } from 'hono/html';
import type { WireKey } from '../../shared/convene/wire.ts';
import type { DemoContext } from '../context.ts';
import { type DemoApp, type DemoEnv, ipOf } from '../http/env.ts';
import { keyNameRequestSchema } from '../keys/key-name-rules.ts';
import { createKey, listKeys, revokeKey } from '../keys/keys.ts';
import { type Manager, type Membership, mayManageKeys, membershipsOf } from '../people.ts';
import { notFound, Refusal } from '../refusal.ts';
import { devicesPart, signDeviceOut } from './devices-part.ts';
import { hiddenToken, type Markup, type Page, showPage } from './layout.ts';
import { readForm, type Visitor, visitorOf } from './visitor.ts';

/** A program shows a bearer token; a browser asks for HTML, or posts a form. */
function isBrowser(c: Context<DemoEnv>): boolean {
  if (c.req.header('authorization') !== undefined) return false;
  return c.req.method === 'POST'
    ? (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')
    : (c.req.header('accept') ?? '').includes('text/html');
}

/** `/admin/api_keys` as people see it; the same address is the JSON API for programs. */
export function addKeysPage(app: DemoApp, context: DemoContext): void {
  app.get('/admin/api_keys', async (c, next) => {
    if (!isBrowser(c)) return next();
    return withManager(c, context, c.req.query('organization'), (desk) => show(c, desk));
  });

  app.post('/admin/api_keys', async (c, next) => {
    if (!isBrowser(c)) return next();
    const form = await readForm(c, context);
    return withManager(c, context, form?.organization, (desk) => {
      if (!form)
        return show(c, desk, { problem: 'This page had become too old. Please try again.', status: 400 });
      const asked = keyNameRequestSchema.safeParse({ name: form.name });
      if (!asked.success) {
        return show(c, desk, { problem: 'A name has 1 to 255 characters, in one line.', status: 422 });
      }
      try {
        return show(c, desk, { made: createKey(context, desk.by, asked.data.name), status: 201 });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return show(c, desk, { problem: error.message, status: 409 });
      }
    });
  });

  app.post('/admin/api_keys/:id/revoke', async (c) => {
    const form = await readForm(c, context);
    return withManager(c, context, form?.organization, (desk) => {
      if (!form)
        return show(c, desk, { problem: 'This page had become too old. Please try again.', status: 400 });
      revokeKey(context, desk.by, c.req.param('id'));
      return c.redirect(`/admin/api_keys?organization=${desk.market.id}`, 303);
    });
  });

  app.post('/admin/devices/:id/sign_out', async (c) => {
    const form = await readForm(c, context);
    return withManager(c, context, form?.organization, (desk) => {
      if (!form)
        return show(c, desk, { problem: 'This page had become too old. Please try again.', status: 400 });
      signDeviceOut(desk, c.req.param('id'));
      return c.redirect(`/admin/api_keys?organization=${desk.market.id}`, 303);
    });
  });
}

interface Desk {
  readonly context: DemoContext;
  readonly visitor: Visitor;
  readonly by: Manager;
  readonly market: Membership;
  readonly markets: readonly Membership[];
}

async function withManager(
  c: Context<DemoEnv>,
  context: DemoContext,
  organizationId: string | undefined,
  then: (desk: Desk) => Response | Promise<Response>,
): Promise<Response> {
  const visitor = visitorOf(c, context);
  const { person } = visitor;
  if (!person) return c.redirect(`/sign-in?next=${encodeURIComponent('/admin/api_keys')}`, 303);
  const markets = membershipsOf(context, person.id);
  const market = organizationId ? markets.find(({ id }) => id === organizationId) : markets[0];
  if (!market) throw notFound();
  if (!mayManageKeys(market.role)) {
    return showPage(c, visitor, {
      title: 'API keys',
      status: 403,
      body: html`<h1>You can’t manage the API keys of ${market.name}.</h1>
<p>Admins and market managers can. Ask one of them to make a key for you.</p>`,
    });
  }
  return then({ context, visitor, market, markets, by: { person, organizationId: market.id, ip: ipOf(c) } });
}

interface Shown {
  readonly made?: { readonly key: WireKey; readonly token: string };
  readonly problem?: string;
  readonly status?: Page['status'];
}

function show(c: Context<DemoEnv>, desk: Desk, { made, problem, status = 200 }: Shown = {}) {
  const { api_keys } = listKeys(desk.context, desk.market.id, { limit: 500 });
  const working = api_keys.filter((key) => key.revoked_at === null);
  const revoked = api_keys.filter((key) => key.revoked_at !== null);
  const others = desk.markets.filter(({ id }) => id !== desk.market.id);
  return showPage(c, desk.visitor, {
    title: 'API keys',
    status,
    wide: true,
    body: html`<h1>API keys of ${desk.market.name}</h1>
${others.map(({ id, name }) => html`<p class="quiet"><a href="/admin/api_keys?organization=${id}">${name}</a></p>`)}
${problem ? html`<p role="alert">${problem}</p>` : ''}
${made ? newToken(made.key, made.token) : ''}
<form class="sheet" method="post" action="/admin/api_keys">
${hiddenToken(desk.visitor)}<input type="hidden" name="organization" value="${desk.market.id}">
<label for="name">Name of the new key, like “Claude Desktop on Market office laptop”</label>
<input id="name" name="name" required maxlength="255" autocomplete="off">
<div class="row"><button class="primary">Create key</button></div>
</form>
<h2>Working</h2>
<div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col">Created</th>
<th scope="col">Last used</th><th scope="col"><span>Action</span></th></tr></thead>
<tbody>${working.map((key) => workingRow(desk, key))}</tbody></table></div>
${devicesPart(desk)}
<h2>Revoked</h2>
<div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col">Created</th>
<th scope="col">Revoked</th></tr></thead><tbody>${revoked.map(revokedRow)}</tbody></table></div>`,
  });
}

const newToken = (key: WireKey, token: string): Markup => html`<div class="sheet" role="status">
<p><b>${key.name}</b> is ready. Copy the key now; it is shown this once.</p>
<p class="token" data-token>${token}</p></div>`;

const workingRow = ({ visitor, market }: Desk, key: WireKey): Markup => html`<tr><td>${key.name}<br>
<span class="quiet">${key.token_hint}</span></td><td>${key.created_at.slice(0, 10)}<br>
<span class="quiet">${key.created_by.name}${key.created_by.active ? '' : ' (left)'}</span></td>
<td>${key.last_used_at?.slice(0, 10) ?? 'never'}</td>
<td><form method="post" action="/admin/api_keys/${key.id}/revoke">${hiddenToken(visitor)}
<input type="hidden" name="organization" value="${market.id}">
<button class="danger" aria-label="Revoke ${key.name}">Revoke</button></form></td></tr>`;

const revokedRow = (key: WireKey): Markup => html`<tr><td>${key.name}<br>
<span class="quiet">${key.token_hint}</span></td><td>${key.created_at.slice(0, 10)}</td>
<td>${key.revoked_at?.slice(0, 16).replace('T', ' ')}<br>
<span class="quiet">${key.revoked_by?.name ?? ''}</span></td></tr>`;
