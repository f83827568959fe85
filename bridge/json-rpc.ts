import type { Trouble } from './sentences.ts';

export type Id = string | number | null;

/** A message as far as the bridge has to understand it. */
export interface Message {
  readonly id?: Id;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Codes of JSON-RPC 2.0, and one of the range that it leaves to servers. */
export const parseError = -32700;
export const invalidRequest = -32600;
const convenesTrouble = -32001;

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isRequest = (message: Message): message is Message & { id: Id; method: string } =>
  typeof message.method === 'string' && (typeof message.id === 'string' || typeof message.id === 'number');

export const result = (id: Id, value: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id, result: value });

export const error = (id: Id, code: number, message: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

/** The sentence for the person, and the code for the companion's own check. */
export const troubleReply = (id: Id, { code, sentence }: Trouble): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code: convenesTrouble, message: sentence, data: { code } } });

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
