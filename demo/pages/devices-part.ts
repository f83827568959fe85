import { html } from 'hono/html';
import type { DemoContext } from '../context.ts';
import { adminsOf, type Manager, type Membership } from '../people.ts';
import { endSession, endTeamSession, listSessions, listTeamSessions } from '../sessions/sessions.ts';
import { hiddenToken, type Markup } from './layout.ts';
import type { Visitor } from './visitor.ts';

interface Desk {
  readonly context: DemoContext;
  readonly visitor: Visitor;
  readonly by: Manager;
  readonly market: Membership;
}

/** A device on which somebody is signed in with the companion. */
interface Device {
  readonly id: string;
  readonly device_name: string;
  readonly last_seen_at: string;
  readonly owner: string;
}

/** Everybody's for an admin; the visitor's own for anybody else. */
function devicesFor({ context, by, market }: Desk): Device[] {
  if (market.role !== 'admin')
    return listSessions(context, by.person.id, '').map((session) => ({ ...session, owner: 'you' }));
  return listTeamSessions(context, market.id).map(({ person, ...session }) => ({
    ...session,
    owner: person.id === by.person.id ? 'you' : person.name,
  }));
}

/** Signs a device out, as whoever is at the page may. 404 for any other. */
export function signDeviceOut({ context, by, market }: Desk, sessionId: string): void {
  if (market.role === 'admin') endTeamSession(context, by, sessionId);
  else endSession(context, by.person, sessionId);
}

/** Signed-in devices as a list, which a phone shows without scrolling sideways. */
export function devicesPart(desk: Desk): Markup {
  const devices = devicesFor(desk);
  const names = adminsOf(desk.context, desk.market.id).map(({ name }) => name);
  return html`<h2 id="devices">Signed-in devices</h2>
<p class="quiet">${
    desk.market.role === 'admin'
      ? 'Convene Companion is signed in here. Whoever has one of these devices can make keys. A sign-in is good for every market of its person.'
      : `These are yours. Those of other people are signed out by an admin: ${names.join(', ')}.`
  }</p>
${devices.length === 0 ? html`<p>Nobody is signed in with Convene Companion.</p>` : ''}
<ul class="devices">${devices.map((device) => row(desk, device))}</ul>`;
}

const row = (
  { visitor, market }: Desk,
  device: Device,
): Markup => html`<li><div><b>${device.device_name}</b><br>
<span class="quiet">${device.owner}, last seen ${device.last_seen_at.slice(0, 16).replace('T', ' ')}</span></div>
<form method="post" action="/admin/devices/${device.id}/sign_out">${hiddenToken(visitor)}
<input type="hidden" name="organization" value="${market.id}">
<button class="danger" aria-label="Sign out ${device.device_name}, ${device.owner}">Sign out</button></form></li>`;
