import { describe, expect, it, vi } from 'vitest';
import type { AuditFilter, AuditPageView } from '../../shared/audit/view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { exampleActivity, exampleAuditPage, exampleMarks } from '../../testing/gallery/example-audit.ts';
import { type FakeAnswers, fakeCompanion } from '../../testing/gallery/fake-companion.ts';
import { createAnnouncer } from './announcer.ts';
import { createAuditStore } from './audit-store.ts';

const pages = (count: number, nextCursor: string | null = null): AuditPageView => ({
  ...exampleAuditPage(count),
  nextCursor,
});

function audited(given: Partial<FakeAnswers> = {}) {
  const fake = fakeCompanion({
    auditPage: async () => ok(pages(20)),
    auditMarks: async () => ok(exampleMarks),
    auditActivity: async () => ok(exampleActivity),
    ...given,
  });
  const audit = createAuditStore(fake.api, createAnnouncer());
  return { fake, audit, now: () => audit.store.getState() };
}

/** Answers each question when the test says so. */
function slowPages() {
  const asked: { filter: AuditFilter; answer: (page: Result<AuditPageView>) => void }[] = [];
  const auditPage = (filter: AuditFilter): Promise<Result<AuditPageView>> =>
    new Promise((answer) => asked.push({ filter, answer }));
  return { asked, auditPage };
}

describe('the log', () => {
  it('shows the first page, its days and what is unusual', async () => {
    const { audit, now } = audited();
    await audit.look({});
    expect(now().events).toHaveLength(20);
    await vi.waitFor(() => expect(now().activity).toEqual(exampleActivity));
    await vi.waitFor(() => expect(now().marks['evt-1']).toHaveLength(1));
  });

  it('keeps what it shows until another filter has its first page', async () => {
    const { asked, auditPage } = slowPages();
    const { audit, now } = audited({ auditPage });
    const first = audit.look({});
    asked[0]?.answer(ok(pages(20)));
    await first;
    void audit.look({ action: 'booking.read' });
    expect(now().events).toHaveLength(20);
    expect(now().filter).toEqual({ action: 'booking.read' });
  });

  it('doesn’t show the late answer to an earlier filter', async () => {
    const { asked, auditPage } = slowPages();
    const { audit, now } = audited({ auditPage });
    const [early, late] = [audit.look({ text: 'a' }), audit.look({ text: 'ab' })];
    asked[1]?.answer(ok(pages(3)));
    await late;
    asked[0]?.answer(ok(pages(50)));
    await early;
    expect(now().events).toHaveLength(3);
  });

  it('keeps what it shows when Convene can’t be reached, and says why', async () => {
    let online = true;
    const { audit, now } = audited({
      auditPage: async () => (online ? ok(pages(20)) : failed(failure('offline'))),
    });
    await audit.look({});
    online = false;
    await audit.again();
    expect(now().events).toHaveLength(20);
    expect(now().work).toMatchObject({ state: 'failed', failure: { code: 'offline' } });
  });

  it('goes on where it ends, shows nothing twice, and stops at the end', async () => {
    const all = exampleAuditPage(30).events;
    const { fake, audit, now } = audited({
      auditPage: async (_filter, cursor) =>
        ok({
          ...pages(0),
          events: cursor === null ? all.slice(0, 20) : all.slice(15),
          nextCursor: cursor === null ? 'next' : null,
        }),
    });
    await audit.look({});
    await audit.more();
    expect(now().events.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    await audit.more();
    expect(fake.calls.filter((call) => call === 'audit.page')).toHaveLength(2);
  });

  it('asks for the next page once, however often the end is in sight', async () => {
    const { fake, audit } = audited({ auditPage: async () => ok(pages(20, 'next')) });
    await audit.look({});
    await Promise.all([audit.more(), audit.more(), audit.more()]);
    expect(fake.calls.filter((call) => call === 'audit.page')).toHaveLength(2);
  });

  it('is noted as seen once, and what was new stays new while it is open', async () => {
    const { fake, audit, now } = audited();
    await audit.look({});
    const { lookedAt } = now();
    await audit.look({ text: 'claude' });
    expect(now().lookedAt).toBe(lookedAt);
    expect(fake.calls.filter((call) => call === 'audit.looked')).toHaveLength(1);
  });

  it('isn’t noted as seen by who saw a part of it, until all of it is shown', async () => {
    const { fake, audit } = audited();
    const looked = (): number => fake.calls.filter((call) => call === 'audit.looked').length;
    await audit.look({ keyId: 'key-7c2e' });
    expect(looked()).toBe(0);
    await audit.look({});
    expect(looked()).toBe(1);
  });

  it('says which filter it shows, while and after another one fails', async () => {
    let online = true;
    const { fake, audit, now } = audited({
      auditPage: async () => (online ? ok(pages(20, 'next')) : failed(failure('offline'))),
    });
    const whole = {};
    await audit.look(whole);
    online = false;
    await audit.look({ text: 'claude' });
    expect(now().shownFor).toBe(whole);
    online = true;
    await audit.more();
    // The place where it goes on is one of the whole log.
    expect(fake.calls.filter((call) => call === 'audit.page')).toHaveLength(2);
    await audit.tryAgain();
    expect(now().shownFor).toEqual({ text: 'claude' });
  });

  it('asks for a page that didn’t come when the person says so, and keeps the place', async () => {
    let online = true;
    const { fake, audit, now } = audited({
      auditPage: async (_filter, cursor) =>
        online ? ok(cursor === null ? pages(20, 'next') : pages(40)) : failed(failure('offline')),
    });
    await audit.look({});
    online = false;
    await audit.more();
    await audit.more();
    expect(fake.calls.filter((call) => call === 'audit.page')).toHaveLength(2);
    online = true;
    await audit.tryAgain();
    expect(now().events).toHaveLength(40);
  });

  it('doesn’t show the counts of one filter for those of another', async () => {
    let online = true;
    const { audit, now } = audited({
      auditActivity: async () => (online ? ok(exampleActivity) : failed(failure('offline'))),
    });
    await audit.look({});
    await vi.waitFor(() => expect(now().activity).toEqual(exampleActivity));
    online = false;
    await audit.look({ text: 'claude' });
    await vi.waitFor(() => expect(now().activity).toBeUndefined());
  });

  it('without its counts is shown all the same', async () => {
    const { audit, now } = audited({ auditActivity: async () => failed(failure('not-found')) });
    await audit.look({});
    expect(now().events).toHaveLength(20);
    await vi.waitFor(() => expect(now().activityFailure?.code).toBe('not-found'));
  });

  it('of a market is forgotten with it', async () => {
    const { audit, now } = audited();
    await audit.look({});
    audit.forget();
    expect(now()).toMatchObject({ events: [], asOf: undefined, activity: undefined });
  });
});

describe('a file of the log', () => {
  it('is followed to its end', async () => {
    const { fake, audit, now } = audited({
      auditExport: async () => ok({ state: 'running', written: 0, path: '/home/ana/log.csv' }),
    });
    const close = audit.open();
    await audit.exportAs('csv');
    expect(now().exporting.state).toBe('running');
    fake.emit('auditExport', { state: 'done', written: 120, path: '/home/ana/log.csv' });
    expect(now().exporting).toMatchObject({ state: 'done', written: 120 });
    close();
  });

  it('can be called off', async () => {
    const { audit, now } = audited({
      auditExport: async () => ok({ state: 'running', written: 0, path: '/home/ana/log.csv' }),
    });
    await audit.exportAs('csv');
    await audit.cancelExport();
    expect(now().exporting).toEqual({ state: 'cancelled' });
  });
});
