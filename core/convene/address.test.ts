import { describe, expect, it } from 'vitest';
import { conveneAddress } from './address.ts';

describe('the address of a server', () => {
  it.each([
    'https://app.convene.markets',
    'https://app.convene.markets/',
    'http://127.0.0.1:4000',
    'http://127.1:4000',
    'http://localhost:4000',
    'http://[::1]:4000',
  ])('may be %s', (server) => {
    expect(conveneAddress(server)).toMatchObject({ ok: true });
  });

  it.each([
    ['http://app.convene.markets', 'tokens would travel in the open'],
    ['http://127.0.0.1.evil.example', 'it only looks like this computer'],
    ['http://localhost.evil.example', 'it only looks like this computer'],
    ['http://[::ffff:8.8.8.8]', 'it is another computer'],
    ['https://user:secret@app.convene.markets', 'it holds a password'],
    ['https://app.convene.markets/path', 'it holds a path'],
    ['https://app.convene.markets?x=1', 'it holds a query'],
    ['ftp://app.convene.markets', 'it is no web address'],
    ['app.convene.markets', 'it is no address'],
    ['', 'it is empty'],
  ])('may not be "%s", because %s', (server) => {
    expect(conveneAddress(server)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });
});
