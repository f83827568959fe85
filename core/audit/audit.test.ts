import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople, quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import { auditActivitySchema, auditMarksSchema, auditPageViewSchema } from '../../shared/audit/view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import { parseStrictCsv } from '../../testing/strict-csv.ts';
import { createConvene } from '../convene/create-convene.ts';
import { createStateFile } from '../files/state-file.ts';
import { noLog } from '../log.ts';
import { type Audit, createAudit } from './audit.ts';
import { exportPlacesSchema, noExportPlaces } from './export-folders.ts';
import { lookedFileSchema, neverLooked } from './last-seen.ts';

let demo: DemoServer;
let folder: string;
/** The companion's own folder. */
let own: string;
let audit: Audit;
const fileOf = (name: string): string => join(folder, name);

function open(timeZone = 'Europe/Paris'): Audit {
  const token = demo.signIn(demoPeople.ana.email).accessToken;
  const convene = createConvene({
    server: demo.address,
    timeouts: { answerMs: 5_000, requestMs: 15_000, pausesMs: [] },
    tokens: {
      current: async () => ok({ server: demo.address, token }),
      renew: async () => failed(failure('signed-out')),
    },
  });
  return createAudit({
    account: {
      signedIn: () =>
        ok({
          convene,
          person: demoPeople.ana,
          organization: { ...quince, role: 'admin', managesKeys: true },
        }),
    },
    places: createStateFile({
      path: join(own, 'places.json'),
      schema: exportPlacesSchema,
      initial: noExportPlaces,
    }),
    looked: createStateFile({ path: fileOf('looked.json'), schema: lookedFileSchema, initial: neverLooked }),
    log: noLog,
    timeZone: () => timeZone,
  });
}

beforeEach(async () => {
  demo = await startMarket();
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  own = mkdtempSync(join(tmpdir(), 'audit-own-'));
  audit = open();
});
afterEach(async () => {
  await audit.close();
  await demo.stop();
  rmSync(folder, { recursive: true });
  rmSync(own, { recursive: true });
});

async function pageOf(...asked: Parameters<Audit['page']>) {
  const page = await audit.page(...asked);
  if (!page.ok) throw new Error(page.error.code);
  return auditPageViewSchema.parse(page.value);
}

describe('the audit log', () => {
  it('comes newest first, with Convene’s time', async () => {
    const { key } = demo.createKey('Cursor on Barn');
    const { events, nextCursor } = await pageOf({}, null, 20);
    expect(events[0]).toMatchObject({ action: 'api_key.created', resource: { id: key.id } });
    expect((await pageOf({}, nextCursor, 20)).events).toHaveLength(20);
  });

  it('is found by a word of a name', async () => {
    const { events } = await pageOf({ text: 'front desk' }, null);
    expect(events.length).toBeGreaterThan(3);
    expect(events.every(({ actor }) => /front desk/i.test(actor.name))).toBe(true);
  });

  it('remembers until when the person has looked, and only later moments count', async () => {
    expect((await pageOf({}, null)).lookedAt).toBeNull();
    await audit.looked('2026-05-02T10:00:00.000Z');
    await audit.looked('2026-05-01T10:00:00.000Z');
    expect((await pageOf({}, null)).lookedAt).toBe('2026-05-02T10:00:00.000Z');
    expect(await audit.forgetAll()).toMatchObject({ ok: true });
    expect((await pageOf({}, null)).lookedAt).toBeNull();
  });

  it('is shown also where it isn’t known when it was looked at', async () => {
    writeFileSync(fileOf('looked.json'), '{');
    expect((await pageOf({}, null)).lookedAt).toBeNull();
    expect(await audit.looked('2026-05-02T10:00:00.000Z')).toMatchObject({ ok: false });
  });

  it('refuses a day that doesn’t exist', async () => {
    expect(await audit.page({ from: '2026-99-01' }, null)).toMatchObject({ error: { code: 'bad-input' } });
  });
});

describe('activity', () => {
  it('has the days, the busiest keys, and keys that came and went', async () => {
    demo.createKey('Cursor on Barn');
    demo.revokeKeyByHand('Cursor on Barn');
    const activity = await audit.activity({});
    if (!activity.ok) throw new Error(activity.error.code);
    const { days, busiest, marks } = auditActivitySchema.parse(activity.value);
    expect(busiest).toHaveLength(5);
    expect(days.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(100);
    expect(marks.at(-1)).toMatchObject({ what: 'revoked', keyName: 'Cursor on Barn' });
  });

  it('is that of the filter', async () => {
    const activity = await audit.activity({ text: 'pumpkin' });
    expect(activity.ok && activity.value.days).toEqual([]);
  });
});

describe('what is unusual', () => {
  const act = async (token: string, times: number) => {
    for (let time = 0; time < times; time += 1) {
      await fetch(`${demo.address}/api/v1/admin/dashboard`, {
        headers: { authorization: `Bearer ${token}` },
      });
    }
  };

  it('is a first change after reading only, whatever filter the events were found by', async () => {
    const { key, token } = demo.createKey('Cursor on Barn');
    await act(token, 12);
    await fetch(`${demo.address}/api/v1/admin/bookings/999999`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"status":"approved"}',
    });
    await act(token, 3);
    for (const filter of [{}, { keyId: key.id }, { action: 'booking.updated' }]) {
      const { events } = await pageOf(filter, null);
      const changed = events.find(({ action }) => action === 'booking.updated');
      const marks = await audit.marks(events);
      const found = marks.ok ? auditMarksSchema.parse(marks.value).marks : [];
      expect(found.find(({ eventId }) => eventId === changed?.id)?.unusual).toEqual([
        { mark: 'first-write', reads: 12 },
      ]);
    }
  });

  it('says so when Convene can’t be asked', async () => {
    const { events } = await pageOf({}, null);
    await demo.stop();
    expect(await audit.marks(events)).toMatchObject({ ok: false, error: { code: 'offline' } });
  });

  it('has nothing to say of people', async () => {
    const { events } = await pageOf({ personId: demoPeople.ana.id }, null);
    expect(await audit.marks(events)).toEqual(ok({ marks: [] }));
  });
});

describe('a file of the log', () => {
  /** More than two pages. */
  async function fill(): Promise<void> {
    const { token } = demo.createKey('=HYPERLINK("http://x"), on “Büro”');
    demo.database.transaction(() => {
      for (let number = 0; number < 1_100; number += 1) demo.createKey(`Cursor, on "stall ${number}"`);
    });
    await fetch(`${demo.address}/api/v1/admin/dashboard`, { headers: { authorization: `Bearer ${token}` } });
  }
  const inFolder = (): string[] => readdirSync(folder).sort();

  it('as CSV is opened by a strict parser, and starts no formula', async () => {
    await fill();
    const progress: number[] = [];
    const path = fileOf('audit.csv');
    const written = await audit.exportTo(
      {},
      { path, format: 'csv', replace: false, onProgress: (count) => progress.push(count) },
    );
    const count = written.ok ? (written.value?.written ?? 0) : 0;
    expect(count).toBeGreaterThan(1_100);
    expect(progress).toEqual([500, 1_000, count]);
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith('\uFEFFtime,')).toBe(true);
    const [head, ...rows] = parseStrictCsv(text.slice(1));
    expect(head).toHaveLength(10);
    expect(rows).toHaveLength(count);
    expect(rows[0]?.[2]).toBe(`'=HYPERLINK("http://x"), on “Büro”`);
    expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    expect(inFolder()).toEqual(['audit.csv']);
  });

  it('as JSON has every event that the filter lets through, in order', async () => {
    const path = fileOf('audit.json');
    await audit.exportTo({ text: 'front desk' }, { path, format: 'json', replace: false });
    const { events, nextCursor } = await pageOf({ text: 'front desk' }, null, 500);
    expect(nextCursor).toBeNull();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(events);
  });

  it('without any event is whole all the same', async () => {
    for (const format of ['csv', 'json'] as const) {
      await audit.exportTo({ text: 'pumpkin' }, { path: fileOf(format), format, replace: false });
    }
    expect(JSON.parse(readFileSync(fileOf('json'), 'utf8'))).toEqual([]);
    expect(parseStrictCsv(readFileSync(fileOf('csv'), 'utf8').slice(1))).toHaveLength(1);
  });

  it('that is there already stays, unless it may give way', async () => {
    const path = fileOf('audit.json');
    writeFileSync(path, 'mine');
    const asked = { path, format: 'json', replace: false } as const;
    expect(await audit.exportTo({}, asked)).toMatchObject({ error: { code: 'config-changed-meanwhile' } });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await audit.exportTo({}, { ...asked, replace: true })).toMatchObject({ ok: true });
    expect(JSON.parse(readFileSync(path, 'utf8')).length).toBeGreaterThan(100);
    expect(inFolder()).toEqual(['audit.json']);
  });

  it('that is cancelled leaves nothing behind, and what was there stays', async () => {
    await fill();
    const path = fileOf('audit.csv');
    writeFileSync(path, 'mine');
    const seen: string[] = [];
    audit.onExport(({ state }) => seen.push(state));
    expect(audit.startExport({}, 'csv', path)).toEqual(ok({ state: 'running', written: 0, path }));
    expect(audit.startExport({}, 'csv', path)).toMatchObject({ error: { code: 'busy' } });
    await vi.waitFor(() => expect(audit.exportView()).toMatchObject({ state: 'running', written: 500 }), {
      interval: 1,
    });
    expect(await audit.cancelExport()).toEqual({ state: 'cancelled' });
    expect(seen.at(-1)).toBe('cancelled');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(inFolder()).toEqual(['audit.csv']);
  });

  it('that is cancelled doesn’t wait for an answer that is slow to come', async () => {
    const fault = demo.faults.add({ kind: 'hang', path: '/admin/audit_log' });
    audit.startExport({}, 'csv', fileOf('audit.csv'));
    await vi.waitFor(() => expect(fault.hits()).toBe(1));
    const cancelled = audit.cancelExport().then(({ state }) => state);
    const answeredLate = new Promise((resolve) =>
      setTimeout(resolve, 4_000, 'only when the request timed out'),
    );
    expect(await Promise.race([cancelled, answeredLate])).toBe('cancelled');
    expect(inFolder()).toEqual([]);
  });

  it('is written where that is noted meanwhile, and not longer', async () => {
    const noted = () => JSON.parse(readFileSync(join(own, 'places.json'), 'utf8'));
    const fault = demo.faults.add({ kind: 'hang', path: '/admin/audit_log' });
    audit.startExport({}, 'csv', fileOf('audit.csv'));
    await vi.waitFor(() => expect(fault.hits()).toBe(1));
    expect(noted()).toMatchObject({ exports: [{ folder: realpathSync(folder), maker: process.pid }] });
    await audit.cancelExport();
    expect(noted()).toMatchObject({ exports: [] });
  });

  it('is written also where the place can’t be noted', async () => {
    writeFileSync(join(own, 'places.json'), '{');
    const asked = { path: fileOf('audit.json'), format: 'json', replace: false } as const;
    expect(await audit.exportTo({ text: 'pumpkin' }, asked)).toMatchObject({ ok: true });
    expect(inFolder()).toEqual(['audit.json']);
  });

  it('that is begun is done after a while', async () => {
    const path = fileOf('audit.json');
    audit.startExport({}, 'json', path);
    await vi.waitFor(() => expect(audit.exportView()).toMatchObject({ state: 'done', path }));
  });

  it('says why it wasn’t written, and leaves nothing behind', async () => {
    await fill();
    demo.faults.add({ kind: 'answer', status: 500, body: '{}', path: '/admin/audit_log' });
    audit.startExport({}, 'json', fileOf('audit.json'));
    await vi.waitFor(() =>
      expect(audit.exportView()).toMatchObject({ state: 'failed', failure: { code: 'server-error' } }),
    );
    expect(inFolder()).toEqual([]);
    audit.startExport({}, 'json', join(folder, 'nowhere', 'audit.json'));
    await vi.waitFor(() =>
      expect(audit.exportView()).toMatchObject({ state: 'failed', failure: { code: 'storage-failed' } }),
    );
  });
});
