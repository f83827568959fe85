import { loud } from '../not-implemented.ts';
import { decode, encode } from './codec.ts';
import type { FromMain, ToMain } from './messages.ts';

type Listener = (event: object, ...args: unknown[]) => void;
interface Pending {
  readonly channel: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** `ipcRenderer` of the preload, and the way in for messages of the main process. */
export function createIpcRenderer(post: (message: ToMain) => void): {
  ipcRenderer: object;
  receive(message: FromMain): void;
} {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  let lastCall = 0;

  const add = (channel: string, listener: Listener, once: boolean): object => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  };
  const remove = (channel: string, listener: Listener): object => {
    const known = listeners.get(channel) ?? [];
    const index = known.findLastIndex((entry) => entry.listener === listener);
    listeners.set(
      channel,
      known.filter((_entry, at) => at !== index),
    );
    return ipcRenderer;
  };

  const ipcRenderer: object = loud('ipcRenderer', {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const text = encode(args);
        lastCall += 1;
        pending.set(lastCall, { channel, resolve, reject });
        post({ kind: 'invoke', call: lastCall, channel, args: text });
      }),
    send: (channel: string, ...args: unknown[]) => post({ kind: 'send', channel, args: encode(args) }),
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    addListener: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel?: string) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
  });

  const settle = (message: Extract<FromMain, { kind: 'reply' }>): void => {
    const waiting = pending.get(message.call);
    pending.delete(message.call);
    if (!waiting) return;
    if (message.ok) waiting.resolve(decode(message.value));
    else waiting.reject(new Error(`Error invoking remote method '${waiting.channel}': ${message.error}`));
  };

  return {
    ipcRenderer,
    receive: (message) => {
      if (message.kind === 'reply') {
        settle(message);
        return;
      }
      for (const { listener, once } of listeners.get(message.channel) ?? []) {
        if (once) remove(message.channel, listener);
        listener({ sender: ipcRenderer, ports: [] }, ...(decode(message.args) as unknown[]));
      }
    },
  };
}
