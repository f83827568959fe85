import { LoudEmitter } from '../loud.ts';
import { loud } from '../not-implemented.ts';
import { chromium } from '../running.ts';
import { protocol, toChromium } from './protocol.ts';

type RequestHandler = (
  contents: object,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: object, permission: string, origin: string, details: object) => boolean;

/** Electron's names of permissions, and Chromium's. */
const permissions: readonly (readonly [string, string])[] = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
];

class Session extends LoudEmitter {
  readonly protocol = protocol;
  #onRequest: RequestHandler | null = null;
  #onCheck: CheckHandler | null = null;

  constructor() {
    super('session', []);
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#onRequest = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#onCheck = handler;
  }

  /**
   * Of the stand-in. Chromium decides from a table, so both handlers are asked before the page loads and not when it
   * asks; without a handler everything is granted, as in Electron.
   */
  async standInDecidePermissions(contents: object, address: string): Promise<void> {
    const { origin, protocol: scheme, hostname } = new URL(toChromium(address));
    // Chromium gives none of these to other pages, and can't be told to.
    const secure =
      scheme === 'https:' || (scheme === 'http:' && /^(localhost|127\..*|\[::1\])$/.test(hostname));
    if (!secure) return;
    for (const [permission, name] of permissions) {
      const granted =
        (await this.#requested(contents, permission, address)) && this.#checked(contents, permission);
      const setting = granted ? 'granted' : 'denied';
      await chromium().browser.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  }

  #requested(contents: object, permission: string, requestingUrl: string): Promise<boolean> {
    const handler = this.#onRequest;
    if (!handler) return Promise.resolve(true);
    return new Promise((resolve) => {
      handler(contents, permission, resolve, { requestingUrl, isMainFrame: true });
    });
  }

  #checked(contents: object, permission: string): boolean {
    return this.#onCheck?.(contents, permission, '', { isMainFrame: true }) ?? true;
  }
}

export const defaultSession = new Session();
export const session = loud('session', { defaultSession });
