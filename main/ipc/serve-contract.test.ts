import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { contract } from '../../shared/contract/contract.ts';
import { call } from '../../shared/contract/define.ts';
import { callEntries, type Handlers } from '../../shared/contract/derive.ts';
import { ok, type Result } from '../../shared/result.ts';
import { eventPublisher, type IpcPort, serveContract } from './serve-contract.ts';
import { isTrustedSender, type Sender } from './trusted-sender.ts';

const ownPage = 'app://companion/index.html';
const mainFrame = { senderFrame: { url: ownPage, parent: null } };

type Listener = (event: Sender, ...args: unknown[]) => Promise<unknown>;

/** Serves the whole contract with one handler for every call, and lets the test ask as Electron would. */
function served(handler: (input: unknown) => Promise<unknown>) {
  const listeners = new Map<string, Listener>();
  const ipc: IpcPort<Sender> = { handle: (channel, listener) => void listeners.set(channel, listener) };
  const report = vi.fn();
  const entries = callEntries(contract.calls);
  const handlers: Record<string, Record<string, unknown>> = {};
  for (const { group, name } of entries) handlers[group] = { ...handlers[group], [name]: handler };
  serveContract({
    contract,
    handlers: handlers as unknown as Handlers,
    ipc,
    trusts: (event) => isTrustedSender(event, ownPage),
    report,
  });
  const ask = (channel: string, event: Sender, ...args: unknown[]): Promise<unknown> => {
    const listener = listeners.get(channel);
    if (!listener) throw new Error(`nothing listens on ${channel}`);
    return listener(event, ...args);
  };
  return { ask, report, channels: [...listeners.keys()] };
}

/** A valid input for each call that takes one. */
const inputs: Record<string, unknown> = {
  'companion:call:account.signIn': { where: 'demo' },
  'companion:call:account.pasteKey': { token: 'anything' },
  'companion:call:device.rename': { name: 'Till' },
  'companion:call:account.chooseOrganization': { organizationId: 'org-1' },
  'companion:call:keys.revoke': { keyId: 'key-1' },
  'companion:call:keys.openKeysPage': { address: null },
  'companion:call:revocations.tryNow': { ids: ['https://app.convene.markets org-1 key-1'] },
  'companion:call:connect.disconnect': { client: 'cursor', revokeKey: true },
  'companion:call:settings.choosePlace': { client: 'cursor', path: '/home/ana/.cursor/mcp.json' },
  'companion:call:settings.createFile': { client: 'cursor', path: '/home/ana/.cursor/mcp.json' },
  'companion:call:settings.repair': { client: 'cursor', fingerprint: 'abc', quitFirst: false },
  'companion:call:settings.previewRestore': { client: 'cursor', backupId: 'copy-1' },
  'companion:call:settings.restore': {
    client: 'cursor',
    backupId: 'copy-1',
    fingerprint: 'abc',
    quitFirst: false,
  },
  'companion:call:settings.undo': { client: 'cursor', fingerprint: 'abc', quitFirst: false },
  'companion:call:rotations.start': { connectionId: 'connection-1' },
  'companion:call:handovers.start': { keyId: 'key-1' },
  'companion:call:handovers.copyNewKey': { handoverId: 'handover-1' },
  'companion:call:handovers.placed': { handoverId: 'handover-1' },
  'companion:call:handovers.finish': { handoverId: 'handover-1' },
  'companion:call:handovers.cancel': { handoverId: 'handover-1' },
  'companion:call:rotations.rollBack': { connectionId: 'connection-1' },
  'companion:call:reminders.choose': { chosen: { notifications: false } },
  'companion:call:reminders.setTerm': { organizationId: 'org-1', days: 90 },
  'companion:call:reminders.setWeeklyMarkets': {
    organizationId: 'org-1',
    weeklyMarkets: { weekdays: [6], from: '07:00', until: '14:00' },
  },
  'companion:call:reminders.setKeyTerm': { organizationId: 'org-1', keyId: 'key-1', days: null },
  'companion:call:reminders.pause': { days: 7 },
  'companion:call:reminders.snooze': { keyIds: ['key-1'], choice: 'day' },
  'companion:call:loginItem.choose': { on: true },
  'companion:call:windowClosing.choose': { choice: 'quit' },
  'companion:call:incidents.makeSuccessor': {
    incidentId: 'incident-1',
    key: { what: 'key', marketId: 'market-1', id: 'key-1' },
  },
  'companion:call:incidents.findInText': { text: 'a note' },
  'companion:call:incidents.begin': { kind: 'leak', keyIds: ['key-1'], sessionIds: [], lastTrustedAt: null },
  'companion:call:incidents.tryAgain': { incidentId: 'incident-1' },
  'companion:call:incidents.contain': { incidentId: 'incident-1', assets: [] },
  'companion:call:incidents.setLastTrusted': { incidentId: 'incident-1', at: null },
  'companion:call:incidents.impact': { incidentId: 'incident-1' },
  'companion:call:incidents.tick': { incidentId: 'incident-1', todo: 'mail', done: true },
  'companion:call:incidents.saveReport': { incidentId: 'incident-1', format: 'html' },
  'companion:call:incidents.openReport': { incidentId: 'incident-1' },
  'companion:call:incidents.writeMail': { incidentId: 'incident-1' },
  'companion:call:incidents.close': { incidentId: 'incident-1' },
  'companion:call:audit.page': { filter: {}, cursor: null },
  'companion:call:audit.marks': { events: [] },
  'companion:call:audit.activity': { filter: {} },
  'companion:call:audit.looked': { at: '2026-06-09T09:41:30Z' },
  'companion:call:audit.export': { filter: {}, format: 'csv' },
  'companion:call:scan.start': { paths: ['/home/ana/Documents'] },
  'companion:call:scan.show': { findingId: 'finding-1' },
  'companion:call:scan.revoke': { findingId: 'finding-1' },
  'companion:call:scan.adopt': { findingId: 'finding-1' },
  'companion:call:appNotices.dismiss': { id: 'notice-1' },
  'companion:call:watch.fix': { connectionId: 'connection-1' },
};
for (const { group, channel } of callEntries(contract.calls)) {
  if (['connect', 'settings', 'doctor'].includes(group) && channel !== 'companion:call:connect.clients')
    inputs[channel] ??= { client: 'claude-desktop' };
}

const strangers: [who: string, sender: Sender][] = [
  ['a foreign page', { senderFrame: { url: 'https://evil.example/', parent: null } }],
  [
    'a page whose name only begins like ours',
    { senderFrame: { url: 'app://companion.evil/index.html', parent: null } },
  ],
  [
    'a page of ours under another scheme',
    { senderFrame: { url: 'https://companion/index.html', parent: null } },
  ],
  [
    'an address with a user name in it',
    { senderFrame: { url: 'app://companion@evil.example/', parent: null } },
  ],
  ['a file on disk', { senderFrame: { url: 'file:///index.html', parent: null } }],
  ['an empty page', { senderFrame: { url: 'about:blank', parent: null } }],
  ['no address at all', { senderFrame: { url: '', parent: null } }],
  ['a frame inside our own page', { senderFrame: { url: ownPage, parent: mainFrame.senderFrame } }],
  ['a frame that is already gone', { senderFrame: null }],
];

describe.each(callEntries(contract.calls).map(({ channel, call }) => ({ channel, call })))(
  '$channel',
  ({ channel, call }) => {
    const input = inputs[channel] ?? {};

    it.each(strangers)('refuses %s and does not run its handler', async (_who, sender) => {
      const handler = vi.fn();
      const { ask } = served(handler);
      expect(await ask(channel, sender, input)).toEqual({ ok: false, error: { code: 'untrusted-sender' } });
      expect(handler).not.toHaveBeenCalled();
    });

    it.each([
      ['nothing', []],
      ['null', [null]],
      ['a text', ['{}']],
      ['a number', [7]],
      ['a list', [[]]],
      ['an extra key', [{ ...(input as object), extra: 1 }]],
      ['a second argument', [input, {}]],
      ['a polluted prototype', [JSON.parse(`{"__proto__":{"admin":true},"extra":1}`)]],
    ])('refuses %s as its input', async (_what, args) => {
      const handler = vi.fn();
      const { ask } = served(handler);
      expect(await ask(channel, mainFrame, ...args)).toMatchObject({
        ok: false,
        error: { code: 'bad-input' },
      });
      expect(handler).not.toHaveBeenCalled();
    });

    it('turns a thrown error into a failure that says nothing of it', async () => {
      const { ask, report } = served(async () => {
        throw new Error('secret words');
      });
      expect(await ask(channel, mainFrame, input)).toEqual({ ok: false, error: { code: 'internal' } });
      expect(report).toHaveBeenCalledWith('handler threw', expect.objectContaining({ channel }));
    });

    it.each([
      ['a bare value', 'done'],
      ['nothing', undefined],
      ['an extra field beside the value', { ok: true, value: {}, token: 'x' }],
      ['an unknown failure', { ok: false, error: { code: 'whatever' } }],
      ['a failure with an extra field', { ok: false, error: { code: 'offline', token: 'x' } }],
    ])('does not pass on %s from its handler', async (_what, answer) => {
      const { ask } = served(async () => answer);
      expect(await ask(channel, mainFrame, input)).toEqual({ ok: false, error: { code: 'internal' } });
    });

    it('does not pass on an answer with one field too many', async () => {
      const { ask, report } = served(async () => ok(withSurplus(call.output)));
      expect(await ask(channel, mainFrame, input)).toEqual({ ok: false, error: { code: 'internal' } });
      expect(JSON.stringify(report.mock.calls)).not.toContain('leaked');
    });
  },
);

/** A value of the schema's shape with a surplus field; for a list, a list of one such thing. */
function withSurplus(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodArray) return [{ id: 'keychain', status: 'good', token: 'leaked' }];
  const sample = schema instanceof z.ZodDiscriminatedUnion ? { state: 'loading' } : {};
  return { ...sample, token: 'leaked' };
}

describe('an answer', () => {
  const small = {
    calls: { keys: { one: call(z.strictObject({}), z.strictObject({ name: z.string() })) } },
    events: {},
  };
  const askSmall = async (value: unknown): Promise<unknown> => {
    let listener: Listener | undefined;
    serveContract({
      contract: small,
      handlers: { keys: { one: async () => value as Result<{ name: string }> } },
      ipc: {
        handle: (_channel: string, given: Listener) => {
          listener = given;
        },
      },
      trusts: () => true,
      report: () => {},
    });
    return listener?.(mainFrame, {});
  };

  it('that fits goes through', async () => {
    expect(await askSmall(ok({ name: 'Front desk' }))).toEqual({ ok: true, value: { name: 'Front desk' } });
  });

  it('with a field too many does not', async () => {
    expect(await askSmall(ok({ name: 'Front desk', token: 'x' }))).toMatchObject({ ok: false });
  });

  it('that failed has every token hidden from its detail', async () => {
    const token = `fm_org_${'a1'.repeat(16)}`;
    const answer = await askSmall({ ok: false, error: { code: 'offline', detail: `tried ${token}` } });
    expect(answer).toEqual({ ok: false, error: { code: 'offline', detail: 'tried fm_org_[hidden]' } });
  });
});

describe('an event', () => {
  it('reaches the page when it fits the contract', () => {
    const send = vi.fn();
    eventPublisher(contract, send, () => {})('keys', { state: 'loading' });
    expect(send).toHaveBeenCalledWith('companion:event:keys', { state: 'loading' });
  });

  it('with a field too many is reported and not sent', () => {
    const send = vi.fn();
    const report = vi.fn();
    eventPublisher(contract, send, report)('keys', { state: 'loading', token: 'x' } as { state: 'loading' });
    expect(send).not.toHaveBeenCalled();
    expect(report).toHaveBeenCalledOnce();
  });
});
