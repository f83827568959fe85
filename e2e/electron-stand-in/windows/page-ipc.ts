import { ipcMain } from '../api/ipc-main.ts';
import type { Session } from '../chromium/devtools-pipe.ts';
import { decode, encode } from '../page/codec.ts';
import { type FromMain, fromMainFunction, isolatedWorldName, type ToMain } from '../page/messages.ts';
import { unattended } from '../running.ts';

/** The messages between one page's preload and `ipcMain`. */
export class PageIpc {
  readonly #page: Session;
  readonly #eventFor: () => object;
  /** The isolated world of the document shown now; messages for an earlier one are dropped, as in Electron. */
  #world: number | undefined;

  /** @param eventFor Makes the event that handlers get, with sender and frame. */
  constructor(page: Session, mainFrameId: string, eventFor: () => object) {
    this.#page = page;
    this.#eventFor = eventFor;
    page.on('Runtime.executionContextCreated', ({ context }) => {
      const frame = (context.auxData as { frameId?: string } | undefined)?.frameId;
      if (context.name === isolatedWorldName && frame === mainFrameId) this.#world = context.id;
    });
    page.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#world = undefined;
    });
    page.on('Runtime.executionContextsCleared', () => {
      this.#world = undefined;
    });
    page.on('Runtime.bindingCalled', ({ executionContextId, payload }) => {
      // Frames and the page's own world have no preload, and nothing to say here.
      if (executionContextId === this.#world)
        this.#receive(JSON.parse(payload) as ToMain, executionContextId);
    });
  }

  isWorld(executionContextId: number | undefined): boolean {
    return this.#world !== undefined && executionContextId === this.#world;
  }

  /** @throws Error when an argument can't be cloned. */
  message(channel: string, args: readonly unknown[]): FromMain {
    return { kind: 'send', channel, args: encode(args) };
  }

  deliver(message: FromMain): void {
    if (this.#world === undefined) return;
    unattended(
      this.#page.send('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis.${fromMainFunction}(text); }`,
        executionContextId: this.#world,
        arguments: [{ value: JSON.stringify(message) }],
      }),
    );
  }

  #receive(message: ToMain, world: number): void {
    const args = decode(message.args) as unknown[];
    if (message.kind === 'send') {
      ipcMain.emit(message.channel, this.#eventFor(), ...args);
      return;
    }
    this.#invoke(message.channel, args).then((outcome) => {
      if (this.#world === world) this.deliver({ kind: 'reply', call: message.call, ...outcome });
    });
  }

  async #invoke(
    channel: string,
    args: readonly unknown[],
  ): Promise<{ ok: true; value: string } | { ok: false; error: string }> {
    try {
      return { ok: true, value: encode(await ipcMain.standInInvoke(channel, this.#eventFor(), args)) };
    } catch (error) {
      return { ok: false, error: String(error) };
    }
  }
}
