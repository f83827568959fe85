import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from './json-rpc.ts';

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
