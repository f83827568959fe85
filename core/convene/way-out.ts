/** Loaded only where there is a proxy, or a certificate that Node by itself doesn't trust. */
import type { Agent } from 'node:http';
import https from 'node:https';
import { HttpsProxyAgent } from 'hpagent';
import { getProxyForUrl } from 'proxy-from-env';
import { trustedHere } from './certificates.ts';
import { mayNeedProxy } from './proxy-names.ts';

/** How to get to a server, beyond connecting to it. */
export interface WayOut {
  /** Keeps its connections. */
  readonly agent: Agent;
  /** A new connection each time. */
  readonly fresh: Agent;
}

/**
 * The way to a server by HTTPS_PROXY, ALL_PROXY and NO_PROXY of this program's environment; undefined where there is no
 * proxy for it. `trusting`: what this computer trusts counts, not only what Node brings along; there is always a way then.
 * Throws where the proxy's address can't be used.
 */
export function findWayOut(url: URL, { trusting = false }: { trusting?: boolean } = {}): WayOut | undefined {
  const proxy = mayNeedProxy(url, process.env) ? getProxyForUrl(url.href) : '';
  if (!proxy && !trusting) return undefined;
  const ca = trusting ? { ca: trustedHere() } : {};
  const open = (keepAlive: boolean): Agent =>
    proxy
      ? new HttpsProxyAgent({ proxy: new URL(proxy), keepAlive, ...ca })
      : new https.Agent({ keepAlive, ...ca });
  return { agent: open(true), fresh: open(false) };
}
