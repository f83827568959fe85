import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { restBase } from '../../shared/convene/names.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Asks with a bearer token, as programs do. */
export async function ask(url: string, token: string | undefined, asked: Asked = {}): Promise<Answered> {
  const { method = 'GET', headers = {}, json } = asked;
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The answer, when it has this status and exactly these fields. */
export function exactly<Schema extends z.ZodType>(
  schema: Schema,
  { status, body }: Answered,
  expected = 200,
): z.output<Schema> {
  if (status !== expected) throw new Error(`Expected ${expected}, got ${status}: ${JSON.stringify(body)}`);
  const parsed = schema.parse(body);
  if (JSON.stringify(sorted(parsed)) !== JSON.stringify(sorted(body))) {
    throw new Error(`The answer has fields that the contract doesn't name: ${JSON.stringify(body)}`);
  }
  return parsed;
}

export const createKeyRequest = (name: string, idempotencyKey: string = randomUUID()): Asked => ({
  method: 'POST',
  headers: { 'idempotency-key': idempotencyKey },
  json: { name },
});

export const rest = (address: string, path: string): string => `${address}${restBase}${path}`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
