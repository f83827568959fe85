import { contextBridge, ipcRenderer } from 'electron';

const fixture = {
  echo: (value: unknown): Promise<unknown> => ipcRenderer.invoke('echo', value),
  who: (): Promise<unknown> => ipcRenderer.invoke('who'),
  fail: (): Promise<unknown> => ipcRenderer.invoke('fail'),
  unheard: (): Promise<unknown> => ipcRenderer.invoke('nobody-handles-this'),
  copy: (text: string): Promise<unknown> => ipcRenderer.invoke('copy', text),
  shout: (text: string): void => ipcRenderer.send('shout', text),
  onHeard: (listener: (text: string) => void): (() => void) => {
    const hear = (_event: unknown, text: string): void => listener(text);
    ipcRenderer.on('heard', hear);
    return () => {
      ipcRenderer.removeListener('heard', hear);
    };
  },
  /** Throws an error with more than a message, to see what of it crosses. */
  breakHere: (): void => {
    throw Object.assign(new RangeError('broken here'), { code: 'E_BROKEN' });
  },
  call: (callback: (value: unknown) => unknown, value: unknown): unknown => callback(value),
  pageVariable: (): string => typeof (globalThis as Record<string, unknown>).variableOfThePage,
  unknownApi: (): unknown => (ipcRenderer as unknown as Record<string, unknown>).sendSync,
  exposeAgain: (): void => contextBridge.exposeInMainWorld('fixture', {}),
};

export type Fixture = typeof fixture;

contextBridge.exposeInMainWorld('fixture', fixture);
