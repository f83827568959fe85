import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { networkFailure } from './network-failure.ts';
import { mayNeedProxy } from './proxy-names.ts';
import { unpacked } from './unpack.ts';
import type { WayOut } from './way-out.ts';

export interface Asked {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly redirect: 'manual';
  readonly cache: 'no-store';
  readonly signal: AbortSignal;
}

/** Ways that were found, by the server's origin; a server that this computer trusts stays so. */
const trusted = new Map<string, WayOut>();

/**
 * `fetch`, through the proxy that the environment names, and once more with what this computer trusts where Node by
 * itself doesn't trust the server, before which nothing was sent. Throws as `fetch` does.
 */
export async function fetchByAnyWay(url: URL, asked: Asked): Promise<Response> {
  const known = trusted.get(url.origin);
  if (known) return fetchThrough(known, url, asked);
  const way = mayNeedProxy(url, process.env) ? (await import('./way-out.ts')).findWayOut(url) : undefined;
  try {
    return await (way ? fetchThrough(way, url, asked) : fetch(url, asked));
  } catch (error) {
    if (networkFailure(error, '').code !== 'certificate-untrusted') throw error;
    const trusting = (await import('./way-out.ts')).findWayOut(url, { trusting: true });
    if (!trusting) throw error;
    const response = await fetchThrough(trusting, url, asked);
    trusted.set(url.origin, trusting);
    return response;
  }
}

async function fetchThrough({ agent }: WayOut, url: URL, asked: Asked): Promise<Response> {
  const { method, headers, body, signal } = asked;
  const request = https.request(url, { agent, method, headers: Object.fromEntries(headers), signal });
  // Stays for good: an error after the answer must not end the program.
  request.on('error', () => {});
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, 'response', { signal });
  if (!response) throw new TypeError('no answer');
  const { statusCode: status = 0 } = response;
  const readable = unpacked(response);
  if (!readable) throw Object.assign(new Error('packed in an unknown way'), { code: 'Z_DATA_ERROR' });
  const hasBody = ![204, 205, 304].includes(status);
  if (!hasBody) response.resume();
  const told = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(hasBody ? (Readable.toWeb(readable) as ReadableStream) : null, {
    status,
    headers: told,
  });
}
