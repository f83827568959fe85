import { describe, expect, it } from 'vitest';
import type { ContainmentItem, IncidentView } from '../../shared/incident.ts';
import { mailTo } from './mail.ts';
import { reportOf } from './report.ts';
import { reportHtml } from './report-html.ts';

const token = `fm_org_${'a1B2'.repeat(8)}`;
const at = '2026-06-09T12:02:08.000Z';
const key = (facts: Partial<ContainmentItem>): ContainmentItem => ({
  what: 'key',
  marketId: 'quince',
  id: 'key_1',
  name: 'Cursor on Barn',
  tokenHint: '…a1b2',
  status: 'done',
  settledAt: at,
  ...facts,
});
const reported = (items: ContainmentItem[]) => {
  const incident: IncidentView = {
    id: 'incident',
    kind: 'device',
    device: 'Barn',
    openedAt: at,
    lastTrustedAt: null,
    items,
    createdSince: { keys: [], sessions: [] },
    alike: { keys: [], sessions: [] },
    markets: [
      {
        id: 'quince',
        server: 'https://convene.example',
        organizationId: 'org_quince',
        name: 'Quince <b>Street</b> & Co',
        keys: { state: 'looked' },
        sessions: { state: 'looked' },
        admins: [],
        untouchedKeys: 0,
      },
    ],
    done: [],
    closedAt: null,
  };
  const person = { name: 'Ana Ferreira', email: 'ana@quince.example' };
  return reportOf({ incident, person, now: new Date(at) });
};
const all = (items: ContainmentItem[]): string[] => {
  const report = reported(items);
  return [JSON.stringify(report), reportHtml(report), decodeURIComponent(mailTo(report))];
};

describe('the report, its page and the mail', () => {
  it('never hold a token, not even one that somebody wrote into a name', () => {
    for (const text of all([key({ name: `Cursor ${token}` })])) expect(text).not.toContain(token);
  });

  it.each(['waiting', 'working', 'not-confirmed'] as const)(
    'never call a key that is %s revoked',
    (status) => {
      const { settledAt: _none, ...item } = key({ status });
      expect(reported([item]).contained).toMatchObject([{ outcome: 'not-confirmed', at: null }]);
      for (const text of all([item]).slice(1)) {
        expect(text).toContain('NOT CONFIRMED');
        expect(text).not.toContain('Revoked,');
      }
    },
  );

  it('say when a key was tried that Convene calls revoked and still accepts', () => {
    const { settledAt: _none, ...item } = key({
      status: 'still-accepted',
      failure: { code: 'revoked-key-accepted', at },
    });
    const report = reported([item]);
    expect(report.contained).toMatchObject([{ outcome: 'still-accepted', at: null }]);
    expect(report.contained[0]?.triedAt).toBe(report.writtenAt);
    expect(reportHtml(report)).toContain('Tried at');
    expect(reportHtml(report)).not.toContain('revoked-key-accepted');
  });

  it('tell a key that was tried and refused from one that was only confirmed', () => {
    const tried = key({ proof: { kind: 'refused', revokedAt: at, testedAt: at } });
    expect(reported([tried, key({})]).contained.map(({ outcome }) => outcome)).toEqual([
      'refused-when-tried',
      'confirmed-by-convene',
    ]);
  });

  it('give each time with its zone', () => {
    const report = reported([key({})]);
    for (const time of [report.writtenAt, report.reportedAt, report.contained[0]?.at])
      expect(time).toMatch(/T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(Date.parse(report.reportedAt)).toBe(Date.parse(at));
  });

  it('let no name become markup', () => {
    const html = reportHtml(reported([key({ name: '<script>alert(1)</script>"' })]));
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<b>Street');
    expect(html).toContain('&lt;script&gt;');
  });

  it('fit into the address of a mail with 200 keys, and say how many are left out', () => {
    const address = mailTo(reported(Array.from({ length: 200 }, (_, id) => key({ id: `key_${id}` }))));
    expect(address.length).toBeLessThanOrEqual(1_800);
    expect(address).toMatch(/^mailto:hello@convene\.markets\?subject=/);
    expect(decodeURIComponent(address)).toMatch(/and \d+ more/);
  });

  it.each(['市'.repeat(255), '🍐'.repeat(127), `x${'🍐'.repeat(127)}`, '\ud83c'])(
    'fit there with any name: %s',
    (name) => {
      const report = reported([key({ name })]);
      const address = mailTo({ ...report, markets: report.markets.map((market) => ({ ...market, name })) });
      expect(address.length).toBeLessThanOrEqual(1_800);
    },
  );
});
