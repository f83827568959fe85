import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { FailureCode } from '../../shared/failure.ts';
import { untrusted } from '../../testing/certificate.ts';
import type { HttpRequest } from './http.ts';
import { networkFailure } from './network-failure.ts';
import { request } from './request.ts';
import type { RetryPolicy } from './retry.ts';
import {
  type Answerer,
  answerHtml,
  answerJson,
  answerText,
  hangUp,
  inOrder,
  type ScriptedServer,
  saySilence,
  startScriptedServer,
} from './scripted-server.ts';

const retry: RetryPolicy = { answerMs: 5_000, requestMs: 15_000, pausesMs: [1, 1] };
const shortRetry: RetryPolicy = { answerMs: 150, requestMs: 150, pausesMs: [1, 1] };
const schema = z.object({ fine: z.literal(true) });
const fine = answerJson({ fine: true });
const secret = 'fm_session_neverShownToAnybody';
const padding = 'x'.repeat(9_000_000);
const large = JSON.stringify({ fine: true, padding });

let server: ScriptedServer | undefined;
let rawServer: Server | undefined;
afterEach(async () => {
  await server?.stop();
  rawServer?.close();
  server = undefined;
  rawServer = undefined;
});

async function ask(answerer: Answerer, wanted: Partial<HttpRequest> = {}, patient = retry) {
  server = await startScriptedServer(answerer);
  return send(server.address, wanted, patient);
}

function send(address: string, wanted: Partial<HttpRequest> = {}, patient = retry) {
  const { method = 'GET', headers = {}, body } = wanted;
  return request(
    {
      method,
      url: new URL('/thing?cursor=abc', address),
      headers: { authorization: `Bearer ${secret}`, ...headers },
      ...(body ? { body } : {}),
    },
    schema,
    patient,
  );
}

/** Answers in bytes of our own, not in HTTP. */
async function startRawServer(talk: (socket: Socket) => void): Promise<string> {
  rawServer = createServer(talk);
  rawServer.listen(0, '127.0.0.1');
  await once(rawServer, 'listening');
  const bound = rawServer.address();
  return `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}`;
}

async function addressOfNobody(): Promise<string> {
  const gone = await startScriptedServer(fine);
  await gone.stop();
  return gone.address;
}

describe('an answer', () => {
  it('comes with its value and the time of the server', async () => {
    expect(await ask(fine)).toEqual({ ok: true, value: { fine: true }, at: expect.stringMatching(/Z$/) });
  });

  it('may have fields that we know nothing of', async () => {
    expect(await ask(answerJson({ fine: true, also: 1 }))).toMatchObject({ ok: true, value: { fine: true } });
  });

  it('is asked for unpacked', async () => {
    await ask(fine);
    expect(server?.received[0]?.headers['accept-encoding']).toBe('identity');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('that is packed all the same (%s) is unpacked', async (packing, pack) => {
    const packed = answerText(pack('{"fine":true}'), 'application/json', 200, {
      'content-encoding': packing,
    });
    expect(await ask(packed)).toMatchObject({ ok: true, value: { fine: true } });
  });

  it('has no time when the server says none', async () => {
    const outcome = await ask((response, received) => {
      response.sendDate = false;
      fine(response, received);
    });
    expect(outcome).toEqual({ ok: true, value: { fine: true } });
  });
});

describe('what goes wrong', () => {
  const cases: [string, Answerer, FailureCode][] = [
    ['a connection that is cut before an answer', hangUp, 'offline'],
    ['a connection that is cut within an answer', cutWithin, 'offline'],
    ['a redirect', answerText('', 'text/html', 302, { location: '/elsewhere' }), 'unexpected-answer'],
    ['a page with status 200', answerHtml(), 'unexpected-answer'],
    ['a page with status 401', answerHtml(401), 'unexpected-answer'],
    ['a page with status 404', answerHtml(404), 'unexpected-answer'],
    ['a page with status 502', answerHtml(502), 'server-error'],
    ['JSON that calls itself text', answerText('{"fine":true}', 'text/plain'), 'unexpected-answer'],
    ['JSON cut in half', answerText('{"fine":tr', 'application/json'), 'unexpected-answer'],
    ['an empty answer', answerText('', 'application/json'), 'unexpected-answer'],
    ['no content', (response) => response.writeHead(204).end(), 'unexpected-answer'],
    ['another shape', answerJson({ fine: 'yes' }), 'unexpected-answer'],
    ['an array', answerJson([]), 'unexpected-answer'],
    [
      'bytes that are no text',
      answerText(Buffer.from('{"fine":true,"é":1}', 'latin1'), 'application/json'),
      'unexpected-answer',
    ],
    ['an answer of 9 MB', answerText(large, 'application/json'), 'unexpected-answer'],
    [
      'an answer of 9 MB in a small package',
      answerText(gzipSync(large), 'application/json', 200, { 'content-encoding': 'gzip' }),
      'unexpected-answer',
    ],
    [
      'a package that can’t be opened',
      answerText('not gzip', 'application/json', 200, { 'content-encoding': 'gzip' }),
      'unexpected-answer',
    ],
    ['a refusal', answerJson({ error: secret }, 401), 'refused'],
    ['a refusal without a word', (response) => response.writeHead(401).end(), 'refused'],
    ['a refusal in another shape', answerJson({ error: { message: secret } }, 401), 'unexpected-answer'],
    ['a refusal cut in half', answerText('{"err', 'application/json', 403), 'unexpected-answer'],
    ['a missing right', answerJson({ error: 'no' }, 403), 'not-allowed'],
    ['a missing thing', answerJson({ error: 'no' }, 404), 'not-found'],
    ['a name that is taken', answerJson({ error: 'no' }, 409), 'conflict'],
    ['bad values', answerJson({ errors: ['no'] }, 422), 'invalid'],
    ['too many requests', answerJson({ error: 'slow_down' }, 429), 'server-error'],
    ['a fault of the server', answerJson({ error: secret }, 500), 'server-error'],
    ['a server that restarts', answerJson({}, 503), 'server-error'],
    ['a proxy that wants a password', answerHtml(407), 'proxy-password'],
    ['a network that wants a sign-in', answerHtml(511), 'unexpected-answer'],
    ['an unheard-of status', answerJson({ error: 'no' }, 418), 'unexpected-answer'],
  ];

  it.each(cases)('%s is called by its code, and nothing of it is told on', async (_what, answerer, code) => {
    const outcome = await ask(answerer);
    expect(outcome).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(outcome)).not.toMatch(/neverShown|cursor|Wi-Fi|xxxx/);
  });

  it.each<[string, Answerer]>([
    ['says nothing', saySilence],
    ['stops after the headers', (response) => response.writeHead(200).flushHeaders()],
    ['sends a byte now and then', drip],
  ])('a server that %s is waited for no longer than the deadline', async (_what, answerer) => {
    expect(await ask(answerer, {}, shortRetry)).toMatchObject({ ok: false, error: { code: 'timed-out' } });
  });

  it('nobody at the address is "offline"', async () => {
    const outcome = await send(await addressOfNobody());
    expect(outcome).toMatchObject({ ok: false, error: { code: 'offline' } });
  });

  it('a server without TLS where https was asked for is "offline"', async () => {
    server = await startScriptedServer(fine);
    const outcome = await send(server.address.replace('http:', 'https:'));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(server.received).toEqual([]);
  });

  it('a certificate that nobody here knows is told, and whose it is', async () => {
    const secure = createSecureServer(untrusted, (_request, response) => response.end());
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const bound = secure.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({
      ok: false,
      error: { code: 'certificate-untrusted', name: 'Quince Street Filter' },
    });
    secure.close();
  });

  it('nobody who listens is a server that takes no connections', async () => {
    expect(await send(await addressOfNobody())).toMatchObject({ error: { reason: 'refused' } });
  });

  it.each([
    ['ENOTFOUND', true, 'name-unknown'],
    ['ENOTFOUND', false, 'no-network'],
    ['EAI_AGAIN', true, 'no-network'],
    ['ENETUNREACH', true, 'no-network'],
    ['ECONNREFUSED', false, 'refused'],
    ['ECONNRESET', true, 'broken'],
  ])('%s is told by its name (with a network: %s)', (code, hasNetwork, reason) => {
    const cause = new AggregateError([Object.assign(new Error('x'), { code })]);
    const error = new TypeError('fetch failed', { cause });
    expect(networkFailure(error, 'GET /thing', () => hasNetwork)).toMatchObject({ code: 'offline', reason });
  });

  it('something that doesn’t speak HTTP is an unexpected answer', async () => {
    const address = await startRawServer((socket) => {
      socket.on('error', () => {});
      // Only after the question has been read: a connection that is closed before is reset instead.
      socket.once('data', () => socket.end('220 mail.example ESMTP ready\r\n'));
    });
    expect(await send(address)).toMatchObject({ ok: false, error: { code: 'unexpected-answer' } });
  });

  it('a certificate of the future means that our own clock is wrong', () => {
    const error = new TypeError('fetch failed', {
      cause: Object.assign(new Error('not yet valid'), { code: 'CERT_NOT_YET_VALID' }),
    });
    expect(networkFailure(error, 'GET /thing')).toMatchObject({ code: 'clock-wrong' });
  });

  it('a token that doesn’t fit into a header is never sent', async () => {
    const outcome = await ask(fine, { headers: { authorization: 'Bearer bad\r\nx-evil: 1' } });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(server?.received).toEqual([]);
  });

  it('a redirect is not followed', async () => {
    await ask(answerText('', 'text/html', 307, { location: '/elsewhere' }));
    expect(server?.received.map(({ path }) => path)).toEqual(['/thing']);
  });

  it('an answer that is too large is hung up on', async () => {
    const closed = vi.fn();
    await ask((response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(padding.slice(0, 100_000)));
      };
      response.on('drain', more);
      more();
    });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });
});

describe('asking again', () => {
  const keyed = { method: 'POST', headers: { 'idempotency-key': 'one-and-the-same' }, body: '{}' } as const;
  const down = answerJson({ error: 'no' }, 503);

  it.each<[string, Partial<HttpRequest>]>([
    ['reading', { method: 'GET' }],
    ['deleting', { method: 'DELETE' }],
    ['creating under an idempotency key', keyed],
  ])('is done for %s, and the third answer counts', async (_what, wanted) => {
    expect(await ask(inOrder(down, hangUp, fine), wanted)).toMatchObject({ ok: true });
    expect(server?.received).toHaveLength(3);
  });

  it('is done under the same idempotency key', async () => {
    await ask(down, keyed);
    expect(server?.received.map(({ headers }) => headers['idempotency-key'])).toEqual(
      Array(3).fill('one-and-the-same'),
    );
  });

  it.each<[string, Partial<HttpRequest>]>([
    ['changing', { method: 'PATCH', body: '{}' }],
    ['creating without an idempotency key', { method: 'POST', body: '{}' }],
  ])('is never done for %s', async (_what, wanted) => {
    expect(await ask(inOrder(hangUp, fine), wanted)).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(server?.received).toHaveLength(1);
  });

  it.each<[string, Answerer]>([
    ['502', answerHtml(502)],
    ['503', down],
    ['504', answerHtml(504)],
    ['a cut connection', hangUp],
    ['an answer cut in half', answerText('{"fine":', 'application/json')],
    ['a connection cut within an answer', cutWithin],
  ])('is done after %s', async (_what, fault) => {
    expect(await ask(inOrder(fault, fine))).toMatchObject({ ok: true });
  });

  it.each<[string, Answerer]>([
    ['500', answerJson({ error: 'no' }, 500)],
    ['a page', answerHtml()],
    ['a redirect', answerText('', 'text/html', 302, { location: '/' })],
    ['another shape', answerJson({})],
    ['a refusal', answerJson({ error: 'no' }, 401)],
  ])('is not done after %s', async (_what, fault) => {
    expect(await ask(inOrder(fault, fine))).toMatchObject({ ok: false });
    expect(server?.received).toHaveLength(1);
  });

  it.each([429, 503])('is done after %d, no sooner than the server wants', async (status) => {
    const times: number[] = [];
    const noting =
      (answerer: Answerer): Answerer =>
      (response, received) => {
        times.push(performance.now());
        answerer(response, received);
      };
    const wait = answerText('{"error":"no"}', 'application/json', status, { 'retry-after': '1' });
    expect(await ask(inOrder(noting(wait), noting(fine)))).toMatchObject({ ok: true });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990);
  });

  it.each([429, 503])(
    'is not done after %d when the server wants longer than there is time',
    async (status) => {
      const wait = answerText('{"error":"no"}', 'application/json', status, { 'retry-after': '3600' });
      expect(await ask(inOrder(wait, fine))).toMatchObject({ ok: false, error: { code: 'server-error' } });
      expect(server?.received).toHaveLength(1);
    },
  );

  it('is done after silence, as long as there is time', async () => {
    const patient = { answerMs: 500, requestMs: 10_000, pausesMs: [1] };
    expect(await ask(inOrder(saySilence, fine), {}, patient)).toMatchObject({ ok: true });
  });

  it('ends with the time for the whole request', async () => {
    const outcome = await ask(saySilence, {}, { answerMs: 100, requestMs: 150, pausesMs: [1, 1, 1, 1, 1] });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'timed-out' } });
    expect(server?.received.length).toBeLessThanOrEqual(3);
  });
});

function cutWithin(response: Parameters<Answerer>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"fine":', () => response.socket?.end());
}

function drip(response: Parameters<Answerer>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}
