import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOfRequest, isLargeResult, readMessage } from './json-rpc.ts';

const read = (text: string) => readMessage(Buffer.from(text));

describe('a message', () => {
  it('is a request when it has an id and a method', () => {
    expect(read('{"jsonrpc":"2.0","id":0,"method":"a","params":{"b":1}}')).toEqual({
      kind: 'request',
      id: 0,
      method: 'a',
      params: { b: 1 },
    });
  });

  it('is a notification when it has no id', () => {
    expect(read('{"jsonrpc":"2.0","method":"a"}')).toMatchObject({ kind: 'notification', method: 'a' });
  });

  it('is a reply when it has a result or an error', () => {
    expect(read('{"jsonrpc":"2.0","id":"x","result":{}}')).toMatchObject({ kind: 'reply', id: 'x' });
    expect(read('{"jsonrpc":"2.0","id":null,"error":{}}')).toMatchObject({ kind: 'reply', id: null });
  });

  it.each([
    ['no JSON', '{"jsonrpc":', -32700, null],
    ['null', 'null', -32600, null],
    ['a number', '7', -32600, null],
    ['a text', '"hello"', -32600, null],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"a"}]', -32600, null],
    ['an empty object', '{}', -32600, null],
    ['another protocol', '{"jsonrpc":"1.0","id":4,"method":"a"}', -32600, 4],
    ['a method that is no text', '{"jsonrpc":"2.0","id":5,"method":7}', -32600, 5],
    ['nothing but an id', '{"jsonrpc":"2.0","id":6}', -32600, 6],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"a"}', -32600, null],
    ['an id that is null', '{"jsonrpc":"2.0","id":null,"method":"a"}', -32600, null],
  ])('is unfit: %s', (_, text, code, id) => {
    expect(read(text)).toMatchObject({ kind: 'unfit', code, id });
  });

  it('is unfit when it is not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"jsonrpc":"2.0","method":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    expect(readMessage(bytes)).toMatchObject({ kind: 'unfit', code: -32700 });
  });

  it('may be any bytes at all without an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(readMessage(Buffer.from(bytes)).kind).toBeTypeOf('string');
        },
      ),
    );
  });
});

describe('a request that is too long to be read', () => {
  const idOf = (text: string) => idOfRequest(Buffer.from(text.slice(0, 200)), Buffer.from(text.slice(-200)));
  const params = { x: 'y'.repeat(1_000) };

  it.each([
    ['first', { jsonrpc: '2.0', id: 7, method: 'tools/call', params }, 7],
    ['last', { method: 'tools/call', params, jsonrpc: '2.0', id: 'seven' }, 'seven'],
  ])('has the id that stands %s', (_, message, id) => {
    expect(idOf(JSON.stringify(message))).toBe(id);
    expect(idOf(JSON.stringify(message, null, 2))).toBe(id);
  });

  it.each([
    ['a reply', { jsonrpc: '2.0', id: 7, result: params }],
    ['a reply that ends with it', { result: params, jsonrpc: '2.0', id: 7 }],
    ['something within it', { method: 'x', params: { params, jsonrpc: '2.0', id: 7 } }],
    ['a text that looks like it', { method: 'x', params: [params, ',"jsonrpc":"2.0","id":7}'] }],
    ['an id in another place', { method: 'x', id: 7, params }],
  ])('has none that would be taken from %s', (_, message) => {
    expect(idOf(JSON.stringify(message))).toBeNull();
  });
});

describe('a large result', () => {
  const text = 'All the apples. '.repeat(8_000);
  const is = (value: unknown, id: number | string = 7) =>
    isLargeResult(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), id);

  it('is known by its ends, whichever way round they are', () => {
    expect(is({ result: { text }, jsonrpc: '2.0', id: 7 })).toBe(true);
    expect(is({ jsonrpc: '2.0', id: 7, result: { text } })).toBe(true);
    expect(is({ jsonrpc: '2.0', id: 'ä"7', result: { text } }, 'ä"7')).toBe(true);
  });

  it.each([
    ['the result of another request', { result: { text }, jsonrpc: '2.0', id: 8 }],
    ['one cut short', JSON.stringify({ jsonrpc: '2.0', id: 7, result: { text } }).slice(0, -2)],
    ['one within another message', { method: 'x', params: { result: { text }, jsonrpc: '2.0', id: 7 } }],
    ['a text that looks like the end', { result: { text: `${text}},"jsonrpc":"2.0","id":7}` } }],
    ['an error', { jsonrpc: '2.0', id: 7, error: { code: -1, message: text } }],
    ['a small one', { jsonrpc: '2.0', id: 7, result: {} }],
  ])('isn’t taken for %s', (_, value) => {
    expect(is(value)).toBe(false);
  });

  it('isn’t taken for what is no UTF-8', () => {
    const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 7, result: { text } }));
    bytes[50] = 0xff;
    expect(isLargeResult(bytes, 7)).toBe(false);
  });
});
