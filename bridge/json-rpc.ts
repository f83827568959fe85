import { isUtf8 } from 'node:buffer';
import { isTooDeep } from './depth.ts';
import type { BridgeError } from './error-messages.ts';

export type Id = string | number;
export type Params = Readonly<Record<string, unknown>>;

/** A message as far as the bridge has to understand it; both ends send the same kinds. */
export type Message =
  | { readonly kind: 'request'; readonly id: Id; readonly method: string; readonly params: Params }
  | { readonly kind: 'notification'; readonly method: string; readonly params: Params }
  | { readonly kind: 'reply'; readonly id: Id | null; readonly result?: unknown; readonly error?: unknown }
  | { readonly kind: 'unfit'; readonly id: Id | null; readonly code: number; readonly why: string };
export type Request = Extract<Message, { kind: 'request' }>;
export type Notification = Extract<Message, { kind: 'notification' }>;

/** Codes of JSON-RPC 2.0, and one of the range that it leaves to servers. */
export const parseError = -32700;
export const invalidRequest = -32600;
const convenesTrouble = -32001;

/** What one message's bytes say. Never throws: whatever is no message is `unfit`, with the error that it deserves. */
export function readMessage(bytes: Buffer): Message {
  if (isTooDeep(bytes))
    return unfit(idOfRequest(bytes, bytes.subarray(-endBytes)), 'This message is nested too deep.');
  const value = isUtf8(bytes) ? parsed(bytes.toString('utf8')) : undefined;
  if (value === undefined) return unfit(null, 'This line is no JSON in UTF-8.', parseError);
  if (Array.isArray(value)) return unfit(null, 'Batches are not taken: send one message a line.');
  if (!isObject(value)) return unfit(null, 'A message is a JSON object.');
  const { jsonrpc, id, method, result, error } = value;
  const known = isId(id) ? id : null;
  if (jsonrpc !== '2.0') return unfit(known, 'A message has "jsonrpc": "2.0".');
  if (id !== undefined && id !== null && known === null) return unfit(null, 'An id is a string or a number.');
  if (method === undefined) {
    if (result !== undefined || error !== undefined) return { kind: 'reply', id: known, result, error };
    return unfit(known, 'A message has a method, a result or an error.');
  }
  if (typeof method !== 'string') return unfit(known, 'A method is a string.');
  const params = isObject(value.params) ? value.params : {};
  if (known !== null) return { kind: 'request', id: known, method, params };
  if (id === null) return unfit(null, 'A request has an id that is not null.');
  return { kind: 'notification', method, params };
}

/** Bytes from which on reading a whole message takes longer than passing it on. */
const large = 64 * 1024;

/**
 * Whether these bytes are a large result for the request `id`, told by how they begin and end, so that its text needn't
 * be read. That is exact for JSON: a quote within a text never stands alone.
 */
export function isLargeResult(bytes: Buffer, id: Id): boolean {
  if (bytes.length < large) return false;
  const named = `"jsonrpc":"2.0","id":${JSON.stringify(id)}`;
  const longest = Buffer.byteLength(named) + 16;
  const head = bytes.toString('utf8', 0, longest);
  const tail = bytes.toString('utf8', bytes.length - longest);
  const ends =
    (head.startsWith('{"result":{') && tail.endsWith(`},${named}}`)) ||
    (head.startsWith(`{${named},"result":{`) && tail.endsWith('}}'));
  return ends && isUtf8(bytes);
}

/** How programs begin or end a request; what stands there belongs to the whole message, not to something in it. */
const idFirst = /^\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d+|"[^"\\]*")\s*,\s*"method"/;
const methodFirst = /^\s*\{\s*"method"/;
const idLast = /,\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d+|"[^"\\]*")\s*\}\s*$/;

/** Bytes of a message's end in which its id may stand. */
const endBytes = 200;

/** The id of a request that is too long to be read, from its two ends; null when they don't tell. */
export function idOfRequest(head: Buffer, tail: Buffer): Id | null {
  const start = head.toString('utf8', 0, endBytes);
  const id = (idFirst.exec(start) ??
    (methodFirst.test(start) ? idLast.exec(tail.toString('utf8')) : null))?.[1];
  const read = id === undefined ? undefined : parsed(id);
  return isId(read) ? read : null;
}

const unfit = (id: Id | null, why: string, code: number = invalidRequest): Message => ({
  kind: 'unfit',
  id,
  code,
  why,
});

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number beyond all that can be written wouldn't come back as it was. */
export const isId = (value: unknown): value is Id => typeof value === 'string' || Number.isFinite(value);

export const result = (id: Id, value: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id, result: value });

export const error = (id: Id | null, code: number, message: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

export const notification = (method: string, params?: Params): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params });

/** The sentence for the person, and the code for the companion's own check. */
export const troubleReply = (id: Id, { code, sentence }: BridgeError): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code: convenesTrouble, message: sentence, data: { code } } });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
