/** Makes up the audit log of a very busy organization, straight in a demo server's database. */
import { join } from 'node:path';
import Libsql from 'libsql';
import { positionOf } from '../demo/audit/position.ts';
import { entriesOf, wordsOf } from '../demo/audit/search-words.ts';
import { demoPeople, quince } from '../demo/seed/people.ts';
import { createRandom, type Random } from '../demo/seed/random.ts';

export const keyId = (number: number): string => `key_bench${String(number).padStart(5, '0')}`;
export const keyNameOf = (number: number): string =>
  `${assistants[number % assistants.length]} on ${places[number % places.length]} ${number}`;

const assistants = ['Claude Desktop', 'ChatGPT', 'Cursor', 'Zapier', 'VS Code'];
const places = [
  'Market office laptop',
  'Front desk',
  'Info tent tablet',
  'Volunteer laptop',
  'Stall',
  'Barn',
];

/** Action and how many in a hundred. */
const usual = [
  ['dashboard.read', 'organization', 30],
  ['vendor_applications.list', 'organization', 18],
  ['bookings.list', 'organization', 18],
  ['market_dates.list', 'organization', 10],
  ['vendors.list', 'organization', 8],
  ['booking.read', 'booking', 6],
  ['vendor_application.read', 'vendor_application', 4],
  ['booking.updated', 'booking', 3],
  ['vendor_application.updated', 'vendor_application', 1.5],
  ['vendor_application.reminded', 'vendor_application', 1],
  ['vendor_application.credited', 'vendor_application', 0.5],
] as const;
const badEnds = ['refused', 'forbidden', 'not_found', 'invalid'] as const;
const yearMs = 365 * 86_400_000;

interface Amounts {
  readonly events: number;
  readonly keys: number;
  /** The newest event's time, in milliseconds since 1970. */
  readonly until: number;
}

/** Five keys do a third of everything; the first was last used ten months ago. */
export function makeUpEvents(folder: string, { events, keys, until }: Amounts): void {
  const database = new Libsql(join(folder, 'convene-demo.db'));
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const random = createRandom(17);
  const from = until - yearMs;
  const key = database.prepare(
    `INSERT INTO api_keys (id, organization_id, name, token_hash, token_hint, created_at, created_by)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const event = database.prepare('INSERT INTO audit_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const entry = database.prepare('INSERT INTO audit_search (rowid, entries) VALUES (?, ?)');
  const word = database.prepare('INSERT OR IGNORE INTO audit_words VALUES (?, ?)');
  const words = new Set<string>();
  const { ana } = demoPeople;
  for (let number = 0; number < keys; number += 1) {
    const at = new Date(from + number).toISOString();
    key.run(keyId(number), quince.id, keyNameOf(number), random.hex(64), `…${random.hex(4)}`, at, ana.id);
  }
  for (let number = 0; number < events; number += 1) {
    const age = number / events;
    const at = Math.floor(from + age * yearMs);
    const made = number < keys ? number : undefined;
    const who = made ?? keyOf(random, keys, age);
    const [action, kind] = made === undefined ? actionOf(random) : (['api_key.created', 'api_key'] as const);
    const row = {
      organization_id: quince.id,
      actor_kind: made === undefined ? 'api_key' : 'person',
      actor_id: made === undefined ? keyId(who) : ana.id,
      actor_name: made === undefined ? keyNameOf(who) : ana.name,
      action,
      resource_kind: kind,
      resource_id: resourceOf(random, kind, who),
      ip: addressOf(random, who),
      outcome: random.chance(0.98) ? 'ok' : random.pick(badEnds),
    };
    const own = wordsOf(row);
    const position = positionOf(at) + (number % 2);
    event.run(
      position,
      `evt_bench${number}`,
      row.organization_id,
      new Date(at).toISOString(),
      row.actor_kind,
      row.actor_id,
      row.actor_name,
      row.action,
      row.resource_kind,
      row.resource_id,
      row.ip,
      row.outcome,
    );
    entry.run(position, entriesOf(row, own));
    for (const each of own) {
      if (words.has(each)) continue;
      words.add(each);
      word.run(quince.id, each);
    }
  }
  database.exec('COMMIT');
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([]);
  database.close();
}

function keyOf(random: Random, keys: number, age: number): number {
  if (!random.chance(0.33)) return random.whole(keys);
  const busy = random.whole(5);
  return busy === 0 && age > 0.16 ? 1 : busy;
}

function actionOf(random: Random): readonly [string, string] {
  let left = random.whole(1_000) / 10;
  for (const [action, kind, share] of usual) {
    left -= share;
    if (left < 0) return [action, kind];
  }
  return [usual[0][0], usual[0][1]];
}

function resourceOf(random: Random, kind: string, who: number): string {
  if (kind === 'organization') return quince.id;
  return kind === 'api_key' ? keyId(who) : String(1 + random.whole(50_000));
}

const addressOf = (random: Random, who: number): string =>
  random.chance(0.9) ? `203.0.${who % 113}.${who % 251}` : `198.51.100.${random.whole(250)}`;
