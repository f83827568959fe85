import { loud, notImplemented, onlyKnown } from '../not-implemented.ts';
import { app } from './app.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;

const suffix = 'electron.invalid';
const handlers = new Map<string, SchemeHandler | undefined>();
const changed = new Set<() => void>();

/**
 * Chromium refuses an unknown scheme before anyone can answer for it, so `app://host/path` is
 * `https://host.app.electron.invalid/path` in the browser. The page itself sees that address; the app never does.
 */
export function toChromium(address: string): string {
  const parts = /^([a-z][\w+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address);
  const [, scheme = '', host = '', rest = ''] = parts ?? [];
  if (!handlers.has(scheme)) return address;
  return `https://${host || '_'}.${scheme}.${suffix}${rest || '/'}`;
}

export function fromChromium(address: string): string {
  const parts = /^https:\/\/([^/?#]*)\.([\w+-]+)\.electron\.invalid(.*)$/.exec(address);
  const [, host = '', scheme = '', rest = ''] = parts ?? [];
  return parts ? `${scheme}://${host === '_' ? '' : host}${rest}` : address;
}

/** The policy of a page may name its own scheme. */
export function policyForChromium(policy: string): string {
  return policy.replace(
    /(^|[\s;])([a-z][\w+.-]*):(?:\/\/([\w.-]+))?(?=[\s;]|$)/g,
    (all: string, before: string, scheme: string, host: string | undefined) =>
      handlers.has(scheme) ? `${before}https://${host ?? '*'}.${scheme}.${suffix}` : all,
  );
}

/** Patterns of the requests that the app answers itself. */
export const ownRequestPatterns = (): string[] =>
  [...handlers.keys()].map((scheme) => `https://*.${scheme}.${suffix}/*`);

/** Undefined: not a scheme of the app's; 'unhandled': registered, but nobody answers. */
export function handlerOf(address: string): SchemeHandler | 'unhandled' | undefined {
  const scheme = address.slice(0, address.indexOf(':'));
  return handlers.has(scheme) ? (handlers.get(scheme) ?? 'unhandled') : undefined;
}

/** Open pages must intercept a scheme that gets its handler later. */
export const onSchemesChanged = (listener: () => void): void => void changed.add(listener);

export const protocol = loud('protocol', {
  registerSchemesAsPrivileged: (schemes: readonly { scheme: string; privileges?: object }[]) => {
    if (app.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges = {} } of schemes) {
      onlyKnown('a privileged scheme', privileges, ['standard', 'secure', 'supportFetchAPI']);
      handlers.set(scheme, undefined);
    }
  },
  handle: (scheme: string, handler: SchemeHandler) => {
    if (!handlers.has(scheme)) throw notImplemented(`handling ${scheme}: which is not a privileged scheme`);
    if (handlers.get(scheme)) throw new Error(`The scheme ${scheme} is already handled`);
    handlers.set(scheme, handler);
    for (const listener of changed) listener();
  },
  isProtocolHandled: (scheme: string) => Boolean(handlers.get(scheme)),
});
