import { loud, notImplemented } from '../not-implemented.ts';
import { BridgeEnd } from './bridge-end.ts';
import { createIpcRenderer } from './ipc-renderer.ts';
import { type FromMain, fromMainFunction, toMainBinding } from './messages.ts';

type Preload = (
  require: (id: string) => object,
  module: { exports: object },
  exports: object,
  process: object,
  global: object,
) => void;

const electronIds = ['electron', 'electron/renderer', 'electron/common'];

/** Runs the preload in a world of its own: it shares the page's document but none of its variables. */
export function openIsolatedWorld(key: string, processInfo: object, preload: Preload): void {
  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const toMain = world[toMainBinding];
  if (!toMain) throw new Error('stand-in: the isolated world has no way to the main process');
  const { ipcRenderer, receive } = createIpcRenderer((message) => toMain(JSON.stringify(message)));
  world[fromMainFunction] = (text) => receive(JSON.parse(text) as FromMain);

  const bridge = new BridgeEnd(key, 'isolated', () => {
    throw new Error('stand-in: only the preload exposes');
  });
  const contextBridge = loud('contextBridge', {
    exposeInMainWorld: (name: string, value: unknown) => bridge.expose(name, value),
  });
  const electron = loud('electron (in the preload)', { contextBridge, ipcRenderer });
  const require = (id: string): object => {
    if (electronIds.includes(id)) return electron;
    throw notImplemented(`require('${id}') in the preload`);
  };
  const module = { exports: {} };
  preload.call(module.exports, require, module, module.exports, Object.freeze(processInfo), globalThis);
}
