import { describe, expect, it, vi } from 'vitest';
import { contract } from '../shared/contract/contract.ts';
import { callEntries } from '../shared/contract/derive.ts';
import { companionApi, type IpcPort } from './expose.ts';
import { names } from './names.ts';

function page(answer: unknown = { ok: true, value: {} }) {
  const listeners = new Map<string, (event: unknown, value: unknown) => void>();
  const ipc: IpcPort = {
    invoke: vi.fn(async () => answer),
    on: (channel, listener) => listeners.set(channel, listener),
    removeListener: (channel, listener) => listeners.get(channel) === listener && listeners.delete(channel),
  };
  return { api: companionApi(names, ipc), ipc, listeners };
}

describe('what the page can reach', () => {
  it('is exactly the contract', () => {
    const { api } = page();
    const { on, ...groups } = api;
    const reachable = Object.entries(groups).flatMap(([group, calls]) =>
      Object.keys(calls).map((name) => `${group}.${name}`),
    );
    expect(reachable).toEqual(callEntries(contract.calls).map(({ group, name }) => `${group}.${name}`));
    expect(Object.keys(on)).toEqual(Object.keys(contract.events));
  });

  it('asks on the channel of the call, with an empty input where none is taken', async () => {
    const { api, ipc } = page();
    await api.account.copySignInCode();
    expect(ipc.invoke).toHaveBeenCalledWith('companion:call:account.copySignInCode', {});
  });

  it('passes on what main answers', async () => {
    const { api } = page({ ok: true, value: { state: 'loading' } });
    expect(await api.keys.view()).toEqual({ ok: true, value: { state: 'loading' } });
  });

  it('answers a failure when the main process throws', async () => {
    const { api, ipc } = page();
    vi.mocked(ipc.invoke).mockRejectedValueOnce(new Error('gone'));
    expect(await api.keys.view()).toEqual({ ok: false, error: { code: 'internal' } });
  });
});

describe('an event', () => {
  it('is heard until the listening is ended', () => {
    const { api, listeners } = page();
    const heard = vi.fn();
    const end = api.on.keys(heard);
    listeners.get('companion:event:keys')?.({}, { state: 'loading' });
    end();
    expect(heard).toHaveBeenCalledExactlyOnceWith({ state: 'loading' });
    expect(listeners.size).toBe(0);
  });
});
