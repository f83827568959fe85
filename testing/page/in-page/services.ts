/** Loaded before the page: gives it the preload's API, with a browser's binding in the place of Electron's channel. */
import { companionApi } from '../../../preload/expose.ts';
import { names } from '../../../preload/names.ts';

type Listener = (event: unknown, value: unknown) => void;

declare global {
  interface Window {
    /** Asks the services in the test's process. */
    askMain(channel: string, input: unknown): Promise<unknown>;
    /** Tells the page something unasked. */
    tellPage(channel: string, value: unknown): void;
  }
}

const listeners = new Map<string, Set<Listener>>();
const on = (channel: string, listener: Listener): void => {
  listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
};
const removeListener = (channel: string, listener: Listener): void => {
  listeners.get(channel)?.delete(listener);
};
const invoke = (channel: string, input: unknown): Promise<unknown> => window.askMain(channel, input);

Object.assign(window, {
  companion: companionApi(names, { invoke, on, removeListener }),
  tellPage(channel: string, value: unknown) {
    for (const hear of listeners.get(channel) ?? []) hear({}, value);
  },
});
