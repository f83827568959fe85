import { LoudEmitter } from '../loud.ts';

type InvokeHandler = (event: object, ...args: unknown[]) => unknown;

class IpcMain extends LoudEmitter {
  readonly #handlers = new Map<string, InvokeHandler>();

  constructor() {
    super('ipcMain', 'any');
  }

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Of the stand-in: what a page's `invoke` runs. @throws Error with Electron's words when nothing handles it. */
  async standInInvoke(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    try {
      return await handler(event, ...args);
    } catch (error) {
      process.stderr.write(`Error occurred in handler for '${channel}': ${String(error)}\n`);
      throw error;
    }
  }
}

export const ipcMain = new IpcMain();
