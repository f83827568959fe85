import { afterEach, describe, expect, it } from 'vitest';
import { startMarket } from '../../testing/market.ts';
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
} from '../convene/scripted-server.ts';
import { discoverSignIn, findSignIn } from './discovery.ts';

const timeouts = { answerMs: 5_000, requestMs: 15_000, pausesMs: [1, 1] };
let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const metadataOf = (address: string, changes: Record<string, unknown> = {}) => ({
  issuer: address,
  device_authorization_endpoint: `${address}/oauth/device_authorization`,
  token_endpoint: `${address}/oauth/token`,
  revocation_endpoint: `${address}/oauth/revoke`,
  ...changes,
});

async function find(answerer: (address: string) => Answerer, retry = timeouts) {
  server = await startScriptedServer(saySilence);
  server.answer(answerer(server.address));
  return findSignIn(server.address, retry);
}
const changed = (changes: Record<string, unknown>) => (address: string) =>
  answerJson(metadataOf(address, changes));

describe('how to sign in', () => {
  it('is told by a server that offers it', async () => {
    const demo = await startMarket();
    const found = await discoverSignIn(demo.address);
    await demo.stop();
    expect(found).toMatchObject({ ok: true, value: { issuer: demo.address } });
  });

  it('is not offered by a server like production today', async () => {
    const demo = await startMarket({ metadata: false });
    const found = await discoverSignIn(demo.address);
    await demo.stop();
    expect(found).toEqual({ ok: false, error: { code: 'sign-in-not-offered' } });
  });

  it.each<[string, (address: string) => Answerer]>([
    ['answers 404', () => answerJson({ error: 'no' }, 404)],
    ['answers 404 with a page', () => answerHtml(404)],
    ['answers a page', () => answerHtml()],
    ['has no sign-in for devices', changed({ device_authorization_endpoint: undefined })],
    ['can’t give tokens', changed({ token_endpoint: undefined })],
    ['can’t end a session', changed({ revocation_endpoint: undefined })],
  ])('is not offered by a server that %s', async (_what, answerer) => {
    expect(await find(answerer)).toEqual({ ok: false, error: { code: 'sign-in-not-offered' } });
  });

  it.each<[string, (address: string) => Answerer]>([
    ['speaks for another server', changed({ issuer: 'https://elsewhere.example' })],
    ['speaks for nobody', changed({ issuer: 'nobody' })],
    ['sends codes elsewhere', changed({ device_authorization_endpoint: 'https://elsewhere.example/device' })],
    ['sends tokens elsewhere', changed({ token_endpoint: 'http://127.0.0.1:1/token' })],
    ['sends revocations elsewhere', changed({ revocation_endpoint: 'https://elsewhere.example/revoke' })],
    ['names a number as an address', changed({ token_endpoint: 7 })],
    ['redirects', () => answerText('', 'text/html', 302, { location: '/login' })],
    ['answers JSON cut in half', () => answerText('{"issuer":', 'application/json')],
    ['answers an array', () => answerJson([])],
    ['answers 403', () => answerHtml(403)],
  ])('is not believed of a server that %s', async (_what, answerer) => {
    expect(await find(answerer)).toMatchObject({ ok: false, error: { code: 'unexpected-answer' } });
  });

  it('is asked again after a fault on the way', async () => {
    expect(await find((address) => inOrder(hangUp, answerHtml(503), changed({})(address)))).toMatchObject({
      ok: true,
    });
  });

  it('is a server error when the server has one', async () => {
    const found = await find(() => answerJson({ error: 'no' }, 500));
    expect(found).toMatchObject({ ok: false, error: { code: 'server-error', status: 500 } });
  });

  it('is not waited for longer than the deadline', async () => {
    const found = await find(() => saySilence, { answerMs: 100, requestMs: 100, pausesMs: [] });
    expect(found).toMatchObject({ ok: false, error: { code: 'timed-out' } });
  });

  it('is never asked for over http on another computer', async () => {
    expect(await discoverSignIn('http://convene.example')).toMatchObject({ error: { code: 'bad-input' } });
  });
});
